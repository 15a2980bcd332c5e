// mysql: a connection and a pool; values, a stream of rows, and an error.

const { promisify } = require('node:util');

exports.run = async ({ load, span, port, failing }) => {
  const mysql = await load('mysql');
  const login = {
    host: '127.0.0.1',
    port: port('mariadb'),
    user: 'app',
    password: 'secret',
    database: 'shop',
  };
  const connection = mysql.createConnection(login);
  const pool = mysql.createPool({ ...login, connectionLimit: 1 });
  const query = promisify(connection.query).bind(connection);
  const queryPool = promisify(pool.query).bind(pool);
  await promisify(connection.connect).call(connection);
  await span('order', async () => {
    await query('SELECT 1 AS one');
    await query('SELECT ? AS name', ['tea']);
    await query({ sql: 'SELECT ? AS number', values: [7] });
    await new Promise((resolve) =>
      connection
        .query('SELECT 2 AS two')
        .on('result', () => {})
        .on('end', resolve),
    );
    await new Promise((resolve) =>
      connection.query('SELECT 4 AS four', () => resolve(span('in a callback', () => {}))),
    );
    await failing(query('SELECT nothing FROM nowhere'));
    await queryPool('SELECT 3 AS three');
  });
  await promisify(connection.end).call(connection);
  await promisify(pool.end).call(pool);
};
