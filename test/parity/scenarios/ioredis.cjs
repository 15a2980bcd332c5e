// ioredis: commands, a pipeline, a transaction, and a command that the server refuses.

exports.run = async ({ load, span, port, failing }) => {
  const Redis = await load('ioredis');
  const client = new Redis({ host: '127.0.0.1', port: port('redis'), lazyConnect: true });
  await client.connect();
  await span('order', async () => {
    await client.set('ioredis:order', 'paid');
    await client.get('ioredis:order');
    await client.hset('ioredis:items', { tea: 2, milk: 1 });
    await client.pipeline().incr('ioredis:count').expire('ioredis:count', 60).exec();
    await client.multi().incr('ioredis:count').exec();
    await failing(client.lpush('ioredis:order', 'tea'));
  });
  await client.quit();
};
