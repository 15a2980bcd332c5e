// amqplib: a producer and a consumer, whose span continues the producer's trace; a message that nobody takes.

exports.run = async ({ load, span, port, sleep }) => {
  const amqplib = await load('amqplib');
  const connection = await amqplib.connect(`amqp://guest:guest@127.0.0.1:${port('rabbitmq')}`);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('shop', 'topic', { durable: false });
  const { queue } = await channel.assertQueue('orders', { durable: false });
  await channel.purgeQueue(queue);
  await channel.bindQueue(queue, 'shop', 'order.*');
  let taken = 0;
  const { consumerTag } = await channel.consume(queue, (message) => {
    taken += 1;
    span('within a consumer', async () => {});
    if (taken === 1) channel.ack(message);
    else channel.nack(message, false, false);
  });
  await span('order', async () => {
    channel.publish('shop', 'order.paid', Buffer.from('tea'), { messageId: 'order-7' });
    channel.sendToQueue(queue, Buffer.from('milk'));
    await channel.waitForConfirms();
  });
  while (taken < 2) await sleep(10);
  await channel.cancel(consumerTag);
  await channel.deleteQueue(queue);
  await channel.deleteExchange('shop');
  await channel.close();
  await connection.close();
};
