import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor } from '@waymark/redaction';
import { safeOptions } from './safe-options.ts';

type Settings = Readonly<Record<string, unknown>>;
type Call = (...args: unknown[]) => unknown;

const safe = (name: string, given: Settings = {}, ...allow: string[]) =>
  safeOptions(name, given, new Redactor({ allow }));

const overruled: [name: string, given: Settings, held: Settings][] = [
  [
    'pg',
    { enhancedDatabaseReporting: true, requireParentSpan: true },
    { enhancedDatabaseReporting: false, requireParentSpan: true },
  ],
  ['mysql', { enhancedDatabaseReporting: true }, { enhancedDatabaseReporting: false }],
  ['memcached', { enhancedDatabaseReporting: true }, { enhancedDatabaseReporting: false }],
  ['mongodb', { enhancedDatabaseReporting: true }, { enhancedDatabaseReporting: false }],
  [
    'oracledb',
    { enhancedDatabaseReporting: true },
    { enhancedDatabaseReporting: false, dbStatementDump: true },
  ],
  ['oracledb', { dbStatementDump: true }, { enhancedDatabaseReporting: false, dbStatementDump: true }],
  ['oracledb', {}, { enhancedDatabaseReporting: false, dbStatementDump: false }],
  ['graphql', { allowValues: true, depth: 2 }, { allowValues: false, depth: 2 }],
  ['mongoose', { requireParentSpan: true }, { requireParentSpan: true }],
  ['express', { ignoreLayers: [/x/] }, { ignoreLayers: [/x/] }],
  // Its statements have literals at most, which the stage in front of the exporters hides.
  ['cassandra-driver', { enhancedDatabaseReporting: true }, { enhancedDatabaseReporting: true }],
];
for (const [name, given, held] of overruled) {
  test(`${name} with ${JSON.stringify(given)} writes no values`, () =>
    assert.deepEqual(safe(name, given), held));
}

test('options are as they were given where their attribute is allowed, in any spelling', () => {
  const given = { enhancedDatabaseReporting: true };
  assert.equal(safe('pg', given, 'db.postgresql.values'), given);
  assert.equal(safe('pg', given, 'DB_Postgresql-Values'), given);
  assert.notEqual(safe('pg', given, 'db.mysql.values'), given);
});

test('mysql2 masks what it writes, by our tokenizer or by a hook of the user', () => {
  const { maskStatement, maskStatementHook } = safe('mysql2', { maskStatement: false });
  assert.equal(maskStatement, true);
  assert.equal((maskStatementHook as Call)("SELECT 'a', 7, ? FROM `t1`"), 'SELECT ?, ?, ? FROM `t1`');
  const own = () => 'own';
  assert.equal(safe('mysql2', { maskStatementHook: own })['maskStatementHook'], own);
});

test("a user's own serializer of documents sees their shape", () => {
  const seen: unknown[] = [];
  const serializer = (...args: unknown[]) => seen.push(args) && 'own';
  const command = {
    find: 'users',
    filter: { name: 'ann', age: { $gt: 7 }, at: new Date(0) },
    list: ['a', null],
  };
  const masked = { find: '?', filter: { name: '?', age: { $gt: '?' }, at: '?' }, list: ['?', '?'] };
  for (const [name, option, args, expected] of [
    ['mongodb', 'dbStatementSerializer', [command], [masked]],
    ['mongoose', 'dbStatementSerializer', ['find', { condition: command }], ['find', { condition: masked }]],
    ['aws-sdk', 'dynamoDBStatementSerializer', ['Query', command], ['Query', masked]],
  ] as const) {
    const held = safe(name, { [option]: serializer })[option] as Call;
    assert.equal(held(...args), 'own');
    assert.deepEqual(seen.pop(), expected);
  }
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  assert.doesNotThrow(() =>
    (safe('mongodb', { dbStatementSerializer: serializer })['dbStatementSerializer'] as Call)(cyclic),
  );
});

const commands: [command: string, args: unknown[], statement: string][] = [
  ['GET', ['user:1'], 'GET user:1'],
  ['DEL', ['a', 'b'], 'DEL a b'],
  ['SET', ['user:1', 'ann'], 'SET user:1 [1 other arguments]'],
  ['setex', ['user:1', 60, 'ann'], 'setex user:1 [2 other arguments]'],
  ['HSET', ['user:1', 'name', 'ann'], 'HSET user:1 name [1 other arguments]'],
  ['SREM', ['members', 'ann'], 'SREM members [1 other arguments]'],
  ['ZSCORE', ['scores', 'ann'], 'ZSCORE scores [1 other arguments]'],
  ['LREM', ['list', 0, 'ann'], 'LREM list [2 other arguments]'],
  ['EVAL', ['return 1', 1, 'key', 'ann'], 'EVAL [4 other arguments]'],
  ['AUTH', ['app', 'ann'], 'AUTH [2 other arguments]'],
  ['HELLO', [3, 'AUTH', 'app', 'ann'], 'HELLO [4 other arguments]'],
  ['CONFIG', ['SET', 'requirepass', 'ann'], 'CONFIG SET [2 other arguments]'],
  ['PING', [], 'PING'],
];
for (const [command, args, statement] of commands) {
  test(`${command} is told as ${JSON.stringify(statement)}`, () => {
    for (const name of ['redis', 'ioredis']) {
      const serializer = safe(name)['dbStatementSerializer'] as Call;
      assert.equal(serializer(command, args), statement);
    }
  });
}

test("a user's own serializer of Redis commands sees what is told of them", () => {
  const serializer = (command: string, args: unknown[]) => `${command} ${args.join(' ')}`;
  const held = safe('ioredis', { dbStatementSerializer: serializer })['dbStatementSerializer'] as Call;
  assert.equal(held('set', ['user:1', 'ann', 'EX', 5]), 'set user:1 ? ? ?');
  assert.equal(held('get', ['user:1']), 'get user:1');
});

test("upstream's undici gets its URLs rewritten before the user's hook sees the span", () => {
  const attributes: Record<string, unknown> = {
    'url.full': 'http://a/?api_key=hunter2',
    'url.query': '?api_key=hunter2',
    'url.path': '/',
  };
  const span = { attributes, setAttribute: (key: string, value: unknown) => (attributes[key] = value) };
  let seen: unknown;
  const requestHook = safe('undici', { requestHook: () => (seen = { ...attributes }) })[
    'requestHook'
  ] as Call;
  requestHook(span, {});
  const expected = {
    'url.full': 'http://a/?api_key=REDACTED',
    'url.query': '?api_key=REDACTED',
    'url.path': '/',
  };
  assert.deepEqual([attributes, seen], [expected, expected]);
  // A span that is not recorded has none.
  (safe('undici')['requestHook'] as Call)({ setAttribute: () => assert.fail() }, {});
});
