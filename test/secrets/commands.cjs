// Sends secrets to databases, as literals, as bound values and as parts of commands, and says on stdout which they were.

const { createRequire } = require('node:module');
const { join } = require('node:path');
const { promisify } = require('node:util');
const { trace } = require('@opentelemetry/api');

// The drivers that the comparison with upstream installs.
const load = createRequire(join(__dirname, '../parity/package.json'));
const port = (name) => Number(process.env[`${name.toUpperCase()}_PORT`]);
const host = '127.0.0.1';
const planted = {};

/** Letters and digits that stand nowhere else: no detector knows them. */
function plant(place) {
  planted[place] = `Zq${Buffer.from(place).toString('hex')}7Kx`;
  return planted[place];
}

const DRIVERS = {
  async pg() {
    const { Client } = load('pg');
    const client = new Client({
      host,
      port: port('postgres'),
      user: 'shop',
      password: 'shop',
      database: 'shop',
    });
    await client.connect();
    await client.query(`SELECT '${plant('pg: literal')}' AS one, 4111 AS two`);
    await client.query('SELECT $1::text AS bound', [plant('pg: bound')]);
    await client.query(`SELECT E'${plant('pg: escaped')}\\'' AS one, $$${plant('pg: dollars')}$$ AS two`);
    await client.query({
      name: 'prepared',
      text: 'SELECT $1::text AS prepared',
      values: [plant('pg: prepared')],
    });
    await client.end();
  },
  async mysql2() {
    const mysql = load('mysql2');
    const login = { host, port: port('mariadb'), user: 'app', password: 'secret', database: 'shop' };
    const connection = mysql.createConnection(login);
    const query = promisify(connection.query).bind(connection);
    await query(`SELECT "${plant('mysql2: literal')}" AS one`);
    await query('SELECT ? AS bound', [plant('mysql2: bound')]);
    await query({ sql: 'SELECT ? AS named', values: [plant('mysql2: values')] });
    await promisify(connection.execute).call(connection, 'SELECT ? AS executed', [plant('mysql2: executed')]);
    await promisify(connection.end).call(connection);
  },
  async mysql() {
    const connection = load('mysql').createConnection({
      host,
      port: port('mariadb'),
      user: 'app',
      password: 'secret',
      database: 'shop',
    });
    const query = promisify(connection.query).bind(connection);
    await query(`SELECT '${plant('mysql: literal')}' AS one`);
    await query('SELECT ? AS bound', [plant('mysql: bound')]);
    await promisify(connection.end).call(connection);
  },
  async knex() {
    const db = load('knex')({
      client: 'pg',
      connection: { host, port: port('postgres'), user: 'shop', password: 'shop', database: 'shop' },
    });
    await db.raw(`SELECT '${plant('knex: literal')}' AS one`);
    await db.raw('SELECT ?::text AS bound', [plant('knex: bound')]);
    await db.destroy();
  },
  async redis() {
    const client = load('redis').createClient({ url: `redis://${host}:${port('redis')}` });
    await client.connect();
    await client.set('user:1', plant('redis: SET'));
    await client.sAdd('members', plant('redis: SADD'));
    await client.sRem('members', plant('redis: SREM'));
    await client.eval('return ARGV[1]', { keys: ['k'], arguments: [plant('redis: EVAL')] });
    await client.multi().set('user:2', plant('redis: MULTI')).exec();
    await client.close();
  },
  async ioredis() {
    const Redis = load('ioredis');
    const client = new (Redis.default ?? Redis)({ host, port: port('redis') });
    await client.hset('user:3', 'name', plant('ioredis: HSET'));
    await client.lrem('list', 0, plant('ioredis: LREM'));
    await client.quit();
  },
  async memcached() {
    const client = new (load('memcached'))(`${host}:${port('memcached')}`);
    await promisify(client.set).call(client, 'user', plant('memcached: set'), 10);
    client.end();
  },
  async graphql() {
    const { buildSchema, graphql } = load('graphql');
    const schema = buildSchema('type Query { login(pin: String, code: String): String }');
    const source = `query Login($code: String) { login(pin: "${plant('graphql: literal')}", code: $code) }`;
    await graphql({
      schema,
      source,
      rootValue: { login: () => 'ok' },
      variableValues: { code: plant('graphql: variable') },
    });
  },
};

async function main() {
  for (const name of process.argv.slice(2)) {
    await trace.getTracer('commands').startActiveSpan(name, async (span) => {
      await DRIVERS[name]();
      span.end();
    });
  }
  process.stdout.write(`planted ${JSON.stringify(planted)}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
