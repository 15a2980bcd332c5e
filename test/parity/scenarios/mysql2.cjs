// mysql2: queries, prepared statements, a pool, its promises, and an error.

const { promisify } = require('node:util');

exports.run = async ({ load, span, port, failing }) => {
  const mysql = await load('mysql2');
  const promises = await load('mysql2/promise');
  const login = {
    host: '127.0.0.1',
    port: port('mariadb'),
    user: 'app',
    password: 'secret',
    database: 'shop',
  };
  const connection = mysql.createConnection(login);
  const query = promisify(connection.query).bind(connection);
  const execute = promisify(connection.execute).bind(connection);
  await span('with callbacks', async () => {
    await query('SELECT 1 AS one');
    await query({ sql: 'SELECT ? AS name', values: ['tea'] });
    await execute('SELECT ? AS number', [7]);
    await failing(query('SELECT nothing FROM nowhere'));
    await new Promise((resolve) =>
      connection.query('SELECT 3 AS three', () => resolve(span('in a callback', () => {}))),
    );
  });
  await promisify(connection.end).call(connection);

  const pool = promises.createPool({ ...login, connectionLimit: 1 });
  await span('with promises', async () => {
    await pool.query('SELECT 2 AS two');
    await pool.execute('SELECT ? AS name', ['milk']);
    await failing(pool.query('SELEC 1'));
  });
  await pool.end();
};
