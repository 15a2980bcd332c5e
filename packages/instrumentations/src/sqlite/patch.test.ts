/** `node:sqlite` in processes of their own: it is loaded, and warned of, by the app alone. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { installedNodes, nodes } from '@waymark/testing';
import { TestApp } from '../test-app.ts';

const register = `
const { installHooks } = require('./hooks.cjs');
const { sqlitePatches } = require('./instrumentations.cjs');
const { TestSpans } = require('./test-spans.cjs');
const spans = new TestSpans();
const config = JSON.parse(process.env.SQLITE_CONFIG ?? '{}');
const stopped = () => process.env.STOPPED === 'yes';
installHooks(sqlitePatches({ tracer: spans.tracer, stopped, config }), { onError: (error) => console.log('failed', error) });
globalThis.takeTree = () => spans.takeTree();
globalThis.inSpan = (fn) => spans.tracer('app').startActiveSpan('request', (span) => (fn(), span.end()));
`;

const use = `
const use = ({ DatabaseSync }) => {
  const db = new DatabaseSync(':memory:');
  db.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE); INSERT INTO users VALUES (1, 'ann')");
  const insert = db.prepare('INSERT INTO users (name) VALUES (?)');
  console.log(insert.run('bob').changes);
  try { insert.run('bob') } catch (error) { console.log('app sees: ' + error.message) }
  try { db.prepare('SELEC') } catch (error) { console.log('app sees: ' + error.message) }
  try { db.exec('DROP TABLE missing') } catch (error) { console.log('app sees: ' + error.message) }
  inSpan(() => console.log(db.prepare('SELECT name FROM users WHERE id = 1').get().name));
  console.log(db.prepare('SELECT id FROM users').all().length);
  const names = db.prepare('SELECT name FROM users ORDER BY id');
  for (const { name } of names.iterate()) console.log(name);
  for (const { name } of names.iterate()) break;
  if (db.createTagStore) console.log(db.createTagStore().get\`SELECT count(*) AS n FROM users WHERE id < \${3}\`.n);
  else console.log(2), db.prepare('SELECT count(*) AS n FROM users WHERE id < ?').get(3);
  try { db.exec(7) } catch (error) { console.log(error.code) }
  console.log(db.exec.name, db.exec.length, Object.keys(DatabaseSync.prototype).includes('exec'), insert.sourceSQL);
  db.close();
  try { insert.run('eve') } catch (error) { console.log(error.code) }
};
const show = () => globalThis.takeTree && console.log(takeTree());
globalThis.inSpan ??= (fn) => fn();
`;

const apps = {
  'app.cjs': `${use} use(require('node:sqlite')); show();`,
  'app.mjs': `import { DatabaseSync } from 'node:sqlite'; ${use} use({ DatabaseSync }); show();`,
  'dynamic.cjs': `${use} import('node:sqlite').then(use).then(show);`,
  'builtin.cjs': `${use} use(process.getBuiltinModule('node:sqlite')); show();`,
  'without.cjs': `console.log(process.moduleLoadList.includes('NativeModule sqlite'), takeTree());`,
  'throws.cjs': `const db = new (require('node:sqlite').DatabaseSync)(':memory:');
    for (const thrown of [null, undefined, 'text']) {
      db.function('f', () => { throw thrown });
      try { db.exec('SELECT f()') } catch (error) { console.log(error) }
      try { [...db.prepare('SELECT f()').iterate()] } catch (error) { console.log(error) }
    }
    console.log(takeTree().match(/ERROR/g).length);`,
  'file.cjs': `const { DatabaseSync } = require('node:sqlite'); const { join } = require('path');
    const db = new DatabaseSync(join(__dirname, 'x.db')); db.exec('CREATE TABLE IF NOT EXISTS t (a)');
    console.log(takeTree().includes('"db.namespace":"' + db.location() + '"'), db.location().endsWith('x.db'));`,
};

const appSees = `1
app sees: UNIQUE constraint failed: users.name
app sees: near "SELEC": syntax error
app sees: no such table: missing
ann
2
ann
bob
2
ERR_INVALID_ARG_TYPE
exec 0 true INSERT INTO users (name) VALUES (?)
ERR_INVALID_STATE
`;

/** @param namespace what is known of the database */
function spansOf(namespace: object): string {
  const span = (name: string, text: string, more: object = {}, failure = '') => {
    const attributes = {
      'db.query.summary': name,
      'db.query.text': text,
      'db.system.name': 'sqlite',
      ...namespace,
    };
    const operation = name.includes(';') ? {} : { 'db.operation.name': name.split(' ')[0] };
    const all = Object.entries({ ...attributes, ...operation, ...more }).sort(([a], [b]) => (a < b ? -1 : 1));
    return `${name} (2) ${JSON.stringify(Object.fromEntries(all))}${failure}`;
  };
  const failed = (code: number) => ({ 'db.response.status_code': `${code}`, 'error.type': `${code}` });
  const because = (message: string) => ` ERROR ${message} ! exception ERR_SQLITE_ERROR: ${message}`;
  const insert = 'INSERT INTO users (name) VALUES (?)';
  return [
    span(
      'CREATE users; INSERT users',
      'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE); INSERT INTO users VALUES (?, ?)',
    ),
    span('INSERT users', insert),
    span('INSERT users', insert, failed(2067), because('UNIQUE constraint failed: users.name')),
    span('SELEC', 'SELEC', failed(1), because('near "SELEC": syntax error')),
    span('DROP missing', 'DROP TABLE missing', failed(1), because('no such table: missing')),
    'request (0) {}',
    `  ${span('SELECT users', 'SELECT name FROM users WHERE id = ?')}`,
    span('SELECT users', 'SELECT id FROM users'),
    span('SELECT users', 'SELECT name FROM users ORDER BY id'),
    span('SELECT users', 'SELECT name FROM users ORDER BY id'),
    span('SELECT users', 'SELECT count(*) AS n FROM users WHERE id < ?'),
    span(
      'INSERT users',
      insert,
      { 'error.type': 'Error' },
      ' ERROR statement has been finalized ! exception ERR_INVALID_STATE: statement has been finalized',
    ),
    '',
  ].join('\n');
}

let app: TestApp;
before(async () => {
  app = await TestApp.create({ 'register.cjs': register, ...apps });
});
after(() => app.remove());

for (const version of installedNodes()) {
  describe(`on Node ${version}`, () => {
    const node = nodes[version];
    const namespace = version === '22.15.0' ? {} : { 'db.namespace': ':memory:' };

    for (const entry of ['app.cjs', 'app.mjs', 'dynamic.cjs', 'builtin.cjs']) {
      test(`${entry} has a span for each query, and sees what it sees without us`, async () => {
        assert.equal(await app.runBare(node, entry), appSees);
        assert.equal(await app.run(node, entry), appSees + spansOf(namespace));
      });
    }

    test('an app that does not use it does not load it', async () => {
      assert.equal(await app.run(node, 'without.cjs'), 'false \n');
    });
  });
}

test('the namespace is the file of the database', async () => {
  assert.equal(await app.run(nodes['24'], 'file.cjs'), 'true true\n');
});

test('what a function of the app throws is thrown, whatever it is', async () => {
  const output = await app.run(nodes['24'], 'throws.cjs');
  assert.equal(output, 'null\nnull\nundefined\nundefined\ntext\ntext\n6\n');
});

test('queries have no spans once we have stopped', async () => {
  const output = await app.run(nodes['24'], 'app.cjs', { STOPPED: 'yes' });
  assert.equal(output, `${appSees}request (0) {}\n`);
});

test('requireParentSpan leaves out what nobody asked for', async () => {
  const env = { SQLITE_CONFIG: JSON.stringify({ requireParentSpan: true }) };
  const output = await app.run(nodes['24'], 'app.cjs', env);
  assert.match(output, /request \(0\) \{\}\n {2}SELECT users/);
  assert.equal(output.match(/ \(2\) /g)?.length, 1);
});
