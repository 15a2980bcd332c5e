import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sanitizeSql } from './sanitize-sql.ts';

type Row = [condition: string, sql: string, expected?: string];

const ANY: Row[] = [
  ['no literals', 'SELECT id, name FROM orders o JOIN items i ON i.order_id = o.id'],
  ['a text', "SELECT 1 FROM t WHERE a = 'secret'", 'SELECT ? FROM t WHERE a = ?'],
  ['a doubled quote', "a = 'it''s secret' AND b", 'a = ? AND b'],
  ['two texts', "('a','b')", '(?,?)'],
  ['an empty text', "a = '' AND b = 'x'", 'a = ? AND b = ?'],
  ['a text without its end', "a = 'secret", 'a = ?'],
  ['numbers', 'a = 1 OR b=-2.5e-10 OR c IN (3, .5, 0x1F, 1_000)', 'a = ? OR b=-? OR c IN (?, ?, ?, ?)'],
  ['digits in names', 'SELECT t1.c2, t2.2fa_code FROM t1, t_3'],
  ['placeholders', 'a = $1 AND b = ? AND c = :name AND d = @p1 AND e = ?2 AND f = %s AND g = :1'],
  ['a cast', "'1'::int + a::text", '?::int + a::text'],
  [
    'booleans',
    'a = TRUE AND b = false AND c IS TRUE AND d IS NOT FALSE',
    'a = ? AND b = ? AND c IS TRUE AND d IS NOT FALSE',
  ],
  ['null', 'a IS NULL OR b = NULL'],
  ['texts of kinds', "N'a', x'1F', B'01', E'a', _utf8'a', U&'a'", '?, ?, ?, ?, ?, ?'],
  ['a text behind a word', "DATE'2026-01-01', INTERVAL '1 day'", 'DATE?, INTERVAL ?'],
  ['a comment', 'SELECT a -- the customers\n FROM t /* of the shop */'],
  [
    'an apostrophe in a comment',
    "SELECT a -- don't\n FROM t WHERE a = 'x'",
    "SELECT a -- don't\n FROM t WHERE a = ?",
  ],
  [
    'literals in comments',
    '/* a = \'x\', b = 7 */ SELECT a -- was "y"',
    '/* a = ?, b = ? */ SELECT a -- was ?',
  ],
  ['a quote in a comment', "/* the users' table */ a = 'x'", "/* the users' table */ a = ?"],
  ['a comment without its end', "a /* 'secret", 'a /* ?'],
  ['a UUID without quotes', 'id = 123e4567-e89b-12d3-a456-426614174000', 'id = ?'],
  ['names in backticks', 'SELECT `a 1` FROM `t``2` WHERE `x` = 3', 'SELECT `a 1` FROM `t``2` WHERE `x` = ?'],
  ['passwords without quotes', 'CREATE USER a IDENTIFIED BY secret', 'CREATE USER a IDENTIFIED BY ?'],
  [
    'letters of other alphabets',
    "SELECT größe FROM 表 WHERE größe = 'ä'",
    'SELECT größe FROM 表 WHERE größe = ?',
  ],
  ['a text that a word touches', "a = 'x' AND b = 'y'secret AND c", 'a = ? AND b = ?'],
  ['what is sanitized', 'a = ? AND b IN (?, ?) AND c = -?'],
];

const SYSTEMS: Record<string, Row[]> = {
  postgresql: [
    [
      'comments in comments',
      "SELECT a /* /* b */ it's */ FROM t WHERE b = 'x' /* c */",
      "SELECT a /* /* b */ it's */ FROM t WHERE b = ? /* c */",
    ],
    ['comments in comments without their end', "a /* /* b */ 'x'", 'a /* /* b */ ?'],
    [
      'a name in quotes',
      'SELECT "user""s 1" FROM "t" WHERE a = \'x\'',
      'SELECT "user""s 1" FROM "t" WHERE a = ?',
    ],
    ['a backslash, which is itself', String.raw`a = 'C:\' AND b = 'x'`, 'a = ? AND b = ?'],
    ['a text with escapes', String.raw`a = E'it\'s secret' AND b`, 'a = ? AND b'],
    ['texts between dollars', "$$it's$$, $tag$a $$ b$tag$, $1", '?, ?, $1'],
    ['a text between dollars without its end', 'a = $x$secret $$', 'a = ?'],
    ['an array', "a = ARRAY['x', 'y'] AND b[1] = 2", 'a = ARRAY[?, ?] AND b[?] = ?'],
    ['operators of JSON', "a #>> '{b}' ? 'c'", 'a #>> ? ? ?'],
  ],
  mysql: [
    ['a comment in a comment, which is none', "a /* /* b */ + 1, 'x'", 'a ?'],
    ['a text in double quotes', 'a = "secret" AND b', 'a = ? AND b'],
    ['an escaped quote', String.raw`a = 'it\'s secret' AND b = "say \"x\""`, 'a = ? AND b = ?'],
    ['an escaped backslash', String.raw`a = 'C:\\' AND b = 'x'`, 'a = ? AND b = ?'],
    ['comments behind #', "a = 1 # don't tell 'x'\nAND b = 'y'", "a = ? # don't tell ?\nAND b = ?"],
    ['a difference of negatives', "a = 5--'7'", 'a = ?--?'],
  ],
  'microsoft.sql_server': [
    [
      'comments in comments',
      "SELECT a /* /* b */ it's */ FROM t WHERE b = 'x' /* c */",
      "SELECT a /* /* b */ it's */ FROM t WHERE b = ? /* c */",
    ],
    ['comments in comments without their end', "a /* /* b */ 'x'", 'a /* /* b */ ?'],
    [
      'a name in brackets',
      "SELECT [it's]]] FROM [t 1] WHERE a = N'x'",
      "SELECT [it's]]] FROM [t 1] WHERE a = ?",
    ],
    ['a temporary table', "SELECT a FROM #t WHERE b = 'x'", 'SELECT a FROM #t WHERE b = ?'],
  ],
  'oracle.db': [
    ['texts with quotes of their own', "a = q'[it's]' OR b = Nq'!it's!' OR c", 'a = ? OR b = ? OR c'],
    [
      'a password in double quotes',
      'ALTER USER "a" IDENTIFIED BY "secret"',
      'ALTER USER "a" IDENTIFIED BY ?',
    ],
  ],
  'gcp.bigquery': [
    ['a text in three quotes', `a = '''it's''' AND b = """x"y""" AND c`, 'a = ? AND b = ? AND c'],
  ],
  nobody: [
    ['a text in double quotes', 'a = "secret"', 'a = ?'],
    ['a backslash that ends a text or does not', String.raw`a = 'x\' AND b = 'y' AND c`, 'a = ?'],
    ['a comment or no comment', "a # don't\n AND b = 'x'", 'a ?'],
    ['a name or a list', "SELECT [it's] WHERE b = 'x'", 'SELECT ?'],
  ],
};

function check(system: string | undefined, [condition, sql, expected = sql]: Row): void {
  it(`${condition}${system === undefined ? '' : `, to ${system}`}`, () => {
    assert.equal(sanitizeSql(sql, system), expected);
    assert.equal(sanitizeSql(expected, system), expected, 'a second time changes nothing');
  });
}

describe('sanitizeSql', () => {
  for (const row of ANY) for (const system of [undefined, 'postgresql', 'mysql', 'mssql']) check(system, row);
  for (const [system, rows] of Object.entries(SYSTEMS)) for (const row of rows) check(system, row);

  it('hands over comments', () => {
    const shout = (comment: string) => comment.toUpperCase();
    assert.equal(sanitizeSql('a /* b */ -- c', 'mysql', shout), 'a /* B */ -- C');
  });
});
