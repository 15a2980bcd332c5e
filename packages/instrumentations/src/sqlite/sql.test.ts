import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSql } from './sql.ts';

const rows: [sql: string, text: string, summary: string, operation: string | undefined][] = [
  ['SELECT * FROM users WHERE id = 42', 'SELECT * FROM users WHERE id = ?', 'SELECT users', 'SELECT'],
  [
    "select 'it''s', x'ab', 1.5e-3, .5, 0xFF, 1_000 from t1",
    'select ?, ?, ?, ?, ?, ? from t1',
    'SELECT t1',
    'SELECT',
  ],
  [
    'SELECT ?, ?2, :name, @at, $dollar FROM t',
    'SELECT ?, ?2, :name, @at, $dollar FROM t',
    'SELECT t',
    'SELECT',
  ],
  [
    'SELECT -- secret\n  a /* secret */ FROM "my table"',
    'SELECT a FROM "my table"',
    'SELECT my table',
    'SELECT',
  ],
  [
    "INSERT OR IGNORE INTO main.users (name) VALUES ('ann')",
    'INSERT OR IGNORE INTO main.users (name) VALUES (?)',
    'INSERT main.users',
    'INSERT',
  ],
  ['UPDATE OR ROLLBACK [users] SET a = 1', 'UPDATE OR ROLLBACK [users] SET a = ?', 'UPDATE users', 'UPDATE'],
  ['DELETE FROM `users`', 'DELETE FROM `users`', 'DELETE users', 'DELETE'],
  [
    'CREATE TABLE IF NOT EXISTS t (a INTEGER DEFAULT 7)',
    'CREATE TABLE IF NOT EXISTS t (a INTEGER DEFAULT ?)',
    'CREATE t',
    'CREATE',
  ],
  ['CREATE UNIQUE INDEX i ON t (a)', 'CREATE UNIQUE INDEX i ON t (a)', 'CREATE i', 'CREATE'],
  [
    'SELECT (SELECT max(a) FROM inner_t) FROM outer_t',
    'SELECT (SELECT max(a) FROM inner_t) FROM outer_t',
    'SELECT outer_t',
    'SELECT',
  ],
  ['SELECT a FROM (SELECT 1) JOIN t', 'SELECT a FROM (SELECT ?) JOIN t', 'SELECT', 'SELECT'],
  [
    'WITH c AS (SELECT 1) INSERT INTO t SELECT * FROM c',
    'WITH c AS (SELECT ?) INSERT INTO t SELECT * FROM c',
    'INSERT t',
    'INSERT',
  ],
  [
    'BEGIN; INSERT INTO t VALUES (1); COMMIT;',
    'BEGIN; INSERT INTO t VALUES (?); COMMIT;',
    'BEGIN; INSERT t; COMMIT',
    undefined,
  ],
  ['PRAGMA journal_mode = WAL', 'PRAGMA journal_mode = WAL', 'PRAGMA journal_mode', 'PRAGMA'],
  ['VACUUM', 'VACUUM', 'VACUUM', 'VACUUM'],
  ["SELECT 'never closed", 'SELECT ?', 'SELECT', 'SELECT'],
  ['SELECT /* never closed', 'SELECT', 'SELECT', 'SELECT'],
  ['SELECT größe FROM données2', 'SELECT größe FROM données2', 'SELECT données2', 'SELECT'],
  ['', '', '', undefined],
  ['  ; -- nothing', ';', '', undefined],
];

for (const [sql, text, summary, operation] of rows) {
  test(`${JSON.stringify(sql)} is ${JSON.stringify(summary)}`, () => {
    assert.deepEqual(describeSql(sql), { text, summary, operation });
  });
}

test('what is in double quotes is text where the database takes it for text', () => {
  assert.equal(describeSql('SELECT "secret" FROM t', true).text, 'SELECT ? FROM t');
});

test('of a long script only the beginning is told', () => {
  const { text, summary } = describeSql('INSERT INTO t VALUES (1);'.repeat(100_000));
  assert.ok(text.length < 8300);
  assert.equal(summary.length, 255);
});

for (const [what, sql, text] of [
  ['literal', (filling: string) => `INSERT INTO t VALUES ('${filling}')`, 'INSERT INTO t VALUES (?'],
  ['literal of quotes', (filling: string) => `SELECT '${filling.replaceAll('x', "''")}'`, 'SELECT ?'],
] as const) {
  test(`a ${what} of many megabytes is left out as any other`, () => {
    assert.equal(describeSql(sql('x'.repeat(20_000_000))).text, text);
  });
}

test('a name of many megabytes is told in part', () => {
  assert.ok(describeSql(`SELECT 1 AS "${'x'.repeat(20_000_000)}"`).text.length < 50_000);
});
