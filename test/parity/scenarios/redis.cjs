// redis from version 4 on: commands, a transaction, and a command that the server refuses.

exports.run = async ({ load, span, port, failing }) => {
  const { createClient } = await load('redis');
  const client = createClient({ url: `redis://127.0.0.1:${port('redis')}` });
  await client.connect();
  await span('order', async () => {
    await client.set('redis:order', 'paid');
    await client.get('redis:order');
    await client.multi().set('redis:count', '1').incr('redis:count').exec();
    await failing(client.lPush('redis:order', 'tea'));
  });
  await (client.close ? client.close() : client.quit());
};
