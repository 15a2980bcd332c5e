import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installedNodes, nodes } from '@waymark/testing';
import { TestApp } from '../test-app.ts';

/** Prints what is needed of each span when it ends. Nothing but the hooks and the table is loaded at first. */
const register = `
const { installHooks } = require('./hooks.cjs');
const { upstreamInstrumentations } = require('./instrumentations.cjs');
const span = (name, attributes = {}) => ({
  spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }),
  isRecording: () => true, recordException() { return this }, updateName() { return this },
  setAttribute(key, value) { attributes[key] = value; return this },
  setAttributes(more) { Object.assign(attributes, more); return this },
  setStatus({ code, message }) { this.status = code === 2 ? ' ERROR ' + message : ''; return this }, status: '',
  end() { console.log(name + ' ' + (attributes['db.query.text'] ?? '') + this.status) } });
const loaded = [];
const recorded = [];
const config = JSON.parse(process.env.PG_CONFIG);
const { table } = upstreamInstrumentations((chunk) => (loaded.push(chunk), require('./' + chunk + '.cjs')), {
  tracerProvider: { getTracer: () => ({ startSpan: (name, o) => span(name, o?.attributes) }) },
  meterProvider: { getMeter: () => ({
    createHistogram: (name) => ({ record: () => recorded.push(name) }),
    createUpDownCounter: () => ({ add() {} }) }) },
  isEnabled: (name) => name === 'pg' && config.enabled !== false,
  config: { pg: config },
});
installHooks([], { table, onError: (error) => console.log('failed', error) });
process.on('exit', () => console.log('loaded [' + loaded + '], recorded [' + recorded + ']'));
`;

/** A PostgreSQL server that says yes to everything, but fails the query it is told to. */
const database = `
const message = (type, body = '') => {
  const head = Buffer.from(type + '....');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, Buffer.from(body, 'latin1')]);
};
const ready = message('Z', 'I');
exports.listen = (listening) => {
  const server = require('net').createServer((socket) => {
    let started = false;
    socket.on('data', (data) => {
      if (!started) { started = true; return socket.write(Buffer.concat([message('R', '\\0\\0\\0\\0'), ready])) }
      if (data[0] !== 0x51) return;
      const failing = data.includes('nonsense');
      const answer = failing ? message('E', 'SERROR\\0C42601\\0Msyntax error\\0\\0') : message('C', 'SELECT 0\\0');
      socket.write(Buffer.concat([answer, ready]));
    });
  }).listen(0, '127.0.0.1', () => listening(server.address().port, () => server.close()));
};
`;

const useDatabase = `
const use = (pg) => listen(async (port, close) => {
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'u', database: 'shop' });
  await pool.query('SELECT 1');
  await pool.query('nonsense').catch((error) => console.log('app sees: ' + error.message));
  await pool.end();
  close();
});
`;

const expected = `pg.connect ${''}
pg-pool.connect ${''}
pg.query:SELECT shop SELECT 1
pg-pool.connect ${''}
pg.query:NONSENSE shop nonsense ERROR syntax error
app sees: syntax error
loaded [pg], recorded [db.client.operation.duration,db.client.operation.duration]
`;

let app: TestApp;
before(async () => {
  app = await TestApp.create({
    'register.cjs': register,
    'database.cjs': database,
    'app.cjs': `const { listen } = require('./database.cjs'); ${useDatabase} use(require('pg'));`,
    'app.mjs': `import pg from 'pg'; import { listen } from './database.cjs'; ${useDatabase} use(pg);`,
    'named.mjs': `import { Pool } from 'pg'; import { listen } from './database.cjs'; ${useDatabase} use({ Pool });`,
    'without.cjs': `console.log('no database here')`,
  });
});
after(() => app.remove());

function run(node: string, entry: string, config: object): Promise<string> {
  return app.run(node, entry, { PG_CONFIG: JSON.stringify(config) });
}

for (const version of installedNodes()) {
  const node = nodes[version];
  for (const entry of ['app.cjs', 'app.mjs', 'named.mjs']) {
    test(`on Node ${version}, ${entry} has upstream's spans`, async () => {
      assert.equal(await run(node, entry, {}), expected);
    });
  }
}

test('an app without a database loads no chunk', async () => {
  assert.equal(await run(nodes['24'], 'without.cjs', {}), 'no database here\nloaded [], recorded []\n');
});

test('the configuration reaches upstream', async () => {
  const output = await run(nodes['24'], 'app.cjs', { ignoreConnectSpans: true });
  assert.equal(output, expected.replaceAll(/^.*connect.*\n/gm, ''));
});

test('a chunk that is not enabled is never loaded', async () => {
  assert.equal(
    await run(nodes['24'], 'app.cjs', { enabled: false }),
    'app sees: syntax error\nloaded [], recorded []\n',
  );
});
