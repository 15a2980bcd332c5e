// memcached: values, a counter, and a value that cannot be counted up.

const { promisify } = require('node:util');

exports.run = async ({ load, span, port, failing }) => {
  const Memcached = await load('memcached');
  const client = new Memcached(`127.0.0.1:${port('memcached')}`);
  const call = (name, ...args) => promisify(client[name]).call(client, ...args);
  await span('order', async () => {
    await call('set', 'order', 'paid', 60);
    await call('get', 'order');
    await call('getMulti', ['order', 'nothing']);
    await new Promise((resolve) => client.get('order', () => resolve(span('in a callback', () => {}))));
    await failing(call('incr', 'order', 1));
    await call('del', 'order');
  });
  client.end();
};
