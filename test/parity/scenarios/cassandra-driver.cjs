// cassandra-driver, with nobody to talk to: no server can be had, so that every operation is refused.

// Nobody listens on port 1, and messages that name it are the same in every run.
const NOBODY = '127.0.0.1:1';

exports.run = async ({ load, span, failing }) => {
  const { Client } = await load('cassandra-driver');
  const client = new Client({
    contactPoints: [NOBODY],
    localDataCenter: 'here',
    keyspace: 'shop',
  });
  await span('order', async () => {
    await failing(client.execute('SELECT name FROM orders WHERE id = ?', [7], { prepare: true }));
    await failing(client.batch(['DELETE FROM orders WHERE id = 7', 'DELETE FROM orders WHERE id = 8']));
  });
  await client.shutdown();
};
