// knex over pg: its spans are the parents of pg's; raw text, the builder, a transaction, and an error.

exports.run = async ({ load, span, port, failing }) => {
  const knex = await load('knex');
  const connection = {
    host: '127.0.0.1',
    port: port('postgres'),
    user: 'shop',
    password: 'shop',
    database: 'shop',
  };
  const database = knex({ client: 'pg', connection, pool: { min: 0, max: 1 } });
  await span('order', async () => {
    await database.raw('CREATE TEMPORARY TABLE knex_orders (id int, name text)');
    await database('knex_orders').insert({ id: 1, name: 'tea' });
    await database('knex_orders').where({ id: 1 }).select('name');
    await database.transaction(async (transaction) => transaction('knex_orders').update({ name: 'milk' }));
    await failing(database('nowhere').select('nothing'));
  });
  await database.destroy();
};
