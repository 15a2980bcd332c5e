// pg-pool by its own name, as it was used before pg brought it.

exports.run = async ({ load, span, port }) => {
  const Pool = await load('pg-pool');
  const login = {
    host: '127.0.0.1',
    port: port('postgres'),
    user: 'shop',
    password: 'shop',
    database: 'shop',
  };
  const pool = new Pool({ ...login, max: 1 });
  await span('order', async () => {
    await pool.query('SELECT 1 AS one');
    await new Promise((resolve) =>
      pool.connect((_error, client, release) =>
        client.query('SELECT 2 AS two', () => {
          release();
          resolve();
        }),
      ),
    );
  });
  await pool.end();
};
