import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sanitizeStatement } from './sanitize-statement.ts';

const rows: [system: string | undefined, statement: string, expected?: string][] = [
  [
    'mongodb',
    '{"find":"users","filter":{"mail":"a@b.c","n":-1.5},"on":true}',
    '{"find":"?","filter":{"mail":"?","n":?},"on":true}',
  ],
  ['mongodb', '{"a":"?","b":?}'],
  ['mongodb', String.raw`{"a":"say \"x\" : y","b" : ["c"]}`, '{"a":"?","b" : ["?"]}'],
  ['elasticsearch', '{"query":{"match":{"name":"secr', '{"query":{"match":{"name":"?"'],
  [undefined, '{"a":"secret"}', '{"a":"?"}'],
  ['opensearch', "SELECT 'x'", 'SELECT ?'],
  ['redis', 'SET session:1 secret EX 60', 'SET session:1 ?'],
  ['redis', 'SET session:1 [3 other arguments]'],
  ['redis', 'hset user:1 mail a@b.c', 'hset user:1 mail ?'],
  ['redis', 'MGET a b c'],
  ['redis', 'AUTH user secret', 'AUTH ?'],
  ['redis', 'CONFIG SET requirepass secret', 'CONFIG ?'],
  ['redis', 'WHO KNOWS', 'WHO ?'],
  ['redis', 'PING'],
  ['memcached', 'set key 0 0 6\r\nsecret', 'set key 0 0 6\r\n?'],
  ['memcached', 'get key'],
  ['PostgreSQL', `SELECT "a" FROM t WHERE b = 'x'`, 'SELECT "a" FROM t WHERE b = ?'],
];

describe('a statement', () => {
  for (const [system, statement, expected = statement] of rows)
    it(`of ${system}: ${statement}`, () => {
      const unchanged = (comment: string) => comment;
      assert.equal(sanitizeStatement(statement, system, unchanged), expected);
      assert.equal(sanitizeStatement(expected, system, unchanged), expected, 'a second time changes nothing');
    });
});
