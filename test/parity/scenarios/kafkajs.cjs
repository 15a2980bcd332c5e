// kafkajs: a producer, a consumer group, whose spans continue the producer's trace, and a consumer that throws.

exports.run = async ({ load, span, port, sleep }) => {
  const { Kafka, logLevel } = await load('kafkajs');
  const kafka = new Kafka({
    brokers: [`127.0.0.1:${port('kafka')}`],
    logLevel: logLevel.NOTHING,
    clientId: 'shop',
  });
  const admin = kafka.admin();
  await admin.connect();
  // Gone first, so that offsets start at 0 in every run.
  if ((await admin.listTopics()).includes('orders')) await admin.deleteTopics({ topics: ['orders'] });
  while ((await admin.listTopics()).includes('orders')) await sleep(50);
  await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 1 }], waitForLeaders: false });
  // By hand: kafkajs waits for a leader only once the broker has heard of the topic, and fails where it has not yet.
  while (!(await hasLeader(admin))) await sleep(50);

  const producer = kafka.producer();
  await producer.connect();
  await span('order', async () => {
    await producer.send({ topic: 'orders', messages: [{ key: '7', value: 'tea', headers: { by: 'till' } }] });
    await producer.sendBatch({ topicMessages: [{ topic: 'orders', messages: [{ value: 'milk' }] }] });
  });
  await producer.disconnect();

  await consumeEach(kafka.consumer({ groupId: 'each', retry: { initialRetryTime: 50, retries: 10 } }), span);
  await consumeBatch(kafka.consumer({ groupId: 'batch' }));
  await admin.deleteGroups(['each', 'batch']);
  await admin.disconnect();
};

async function hasLeader(admin) {
  const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] }).catch(() => ({ topics: [] }));
  return topics.some(
    ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
  );
}

/** The second message is refused once. */
async function consumeEach(consumer, span) {
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  let refused = false;
  await new Promise((resolve) =>
    consumer.run({
      eachMessage: async ({ message }) => {
        await span('within a consumer', async () => {});
        if (String(message.value) !== 'milk') return;
        if (refused) return resolve();
        refused = true;
        throw new Error('no milk');
      },
    }),
  );
  await consumer.disconnect();
}

async function consumeBatch(consumer) {
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await new Promise((resolve) => consumer.run({ eachBatch: async () => resolve() }));
  await consumer.disconnect();
}
