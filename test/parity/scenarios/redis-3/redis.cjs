// redis before version 4, with callbacks.

const { promisify } = require('node:util');

exports.run = async ({ load, span, port, failing }) => {
  const { createClient } = await load('redis');
  const client = createClient({ host: '127.0.0.1', port: port('redis') });
  const call = (name, ...args) => promisify(client[name]).call(client, ...args);
  await new Promise((resolve) => client.once('ready', resolve));
  await span('order', async () => {
    await call('set', 'redis-3:order', 'paid');
    await call('get', 'redis-3:order');
    await new Promise((resolve) =>
      client.get('redis-3:order', () => resolve(span('in a callback', () => {}))),
    );
    await failing(call('lpush', 'redis-3:order', 'tea'));
  });
  await call('quit');
};
