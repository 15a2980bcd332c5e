// tedious, with nobody to talk to: no server can be had, so that every request is refused.

exports.run = async ({ load, span }) => {
  const { Connection, Request } = await load('tedious');
  const connection = new Connection({
    server: '127.0.0.1',
    authentication: { type: 'default', options: { userName: 'app', password: 'secret' } },
    options: { database: 'shop', port: 1433, encrypt: false },
  });
  const refused = (method, sql) => new Promise((resolve) => connection[method](new Request(sql, resolve)));
  await span('order', async () => {
    await refused('execSql', 'SELECT 1 AS one');
    await refused('execSqlBatch', 'SELECT 2 AS two');
    await refused('callProcedure', 'shop.pay');
  });
  connection.close();
};
