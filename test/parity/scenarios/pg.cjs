// pg and pg-pool: a client and a pool; text, parameters, a prepared statement, a callback, and an error.

exports.run = async ({ load, span, port, failing }) => {
  const { Client, Pool } = await load('pg');
  const login = {
    host: '127.0.0.1',
    port: port('postgres'),
    user: 'shop',
    password: 'shop',
    database: 'shop',
  };
  const client = new Client(login);
  const pool = new Pool({ ...login, max: 2 });
  await span('with a client', async () => {
    await client.connect();
    await client.query('SELECT 1 AS one');
    await client.query('SELECT $1::text AS name', ['tea']);
    await client.query({ name: 'by-number', text: 'SELECT $1::int AS number', values: [7] });
    await new Promise((resolve) =>
      client.query('SELECT 2 AS two', () => resolve(span('in a callback', () => {}))),
    );
    await failing(client.query('SELECT nothing FROM nowhere'));
    await client.end();
  });
  await span('with a pool', async () => {
    await pool.query('SELECT $1::int AS number', [7]);
    const lent = await pool.connect();
    await lent.query('BEGIN');
    await lent.query('COMMIT');
    lent.release();
    await failing(pool.query('SELEC 1'));
  });
  await pool.end();
};
