import assert from 'node:assert/strict';
import { it } from 'node:test';
import { detect } from '../detectors/index.ts';
import { NameMemory } from '../names/name-memory.ts';
import { Redactor } from '../redactor.ts';
import { parameterSuspicion } from '../urls/sensitive-parameters.ts';
import { isPlain } from './plain.ts';

// Not those whose alphabet has slashes: what they begin is hardly ever in words so short.
const WORDS = [
  ...[
    'orders',
    '17',
    'v1.2',
    'GET',
    'localhost',
    '127.0.0.1',
    'password',
    'token',
    'basic',
    'bearer',
    'curl',
    '-u',
  ],
  ...[
    '4111',
    '1111',
    '411111111111',
    'DE89',
    '3704',

    'sk_live_4e',
    'AKIAIOSFODN',
    'ghp_abcdefg',
  ],
  ...[
    'BEGIN',
    '-----BEGIN',
    'KEY-----',
    '.',
    '..',
    '--token',
    '123-45-6789',
    'Z',
    'a_b',
    'sessionid',
    'hooks',
    'key',
  ],
];

// Repeatable, so that a failure can be looked at.
let seed = 7;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

function joined(separators: readonly string[]): string {
  let text = '';
  for (let i = 1 + random(8); i > 0; i--)
    text += WORDS[random(WORDS.length)]! + separators[random(separators.length)];
  return text;
}

it('no detector finds anything in what is plain', () => {
  let plain = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = joined(['/', '/', '.', '-', '']);
    if (!isPlain(text)) continue;
    plain++;
    assert.equal(
      detect(text, () => 'REDACTED'),
      text,
    );
  }
  assert.ok(plain > 5000);
});

it('a query is what it would be if none was plain', () => {
  const redactor = new Redactor();
  const suspicion = parameterSuspicion(new NameMemory({}, (name) => name));
  // With this, queries are never plain.
  const thorough = new Redactor({ rules: [{ name: 'none', pattern: '\\u0001' }] });
  let plain = 0;
  for (let round = 0; round < 20_000; round++) {
    const query = joined(['=', '&', '=', '-', '']);
    if (suspicion.isPlainQuery(query)) plain++;
    assert.equal(redactor.query(query), thorough.query(query), query);
  }
  assert.ok(plain > 5000);
});

it('is nothing long, and nothing of other characters', () => {
  for (const text of ['a'.repeat(13), 'a b', 'a:b', 'a=b', 'a@b', 'ä', '/a'.repeat(200)])
    assert.ok(!isPlain(text), text);
  for (const text of ['/orders/17', '', 'GET', 'a.b-c_d']) assert.ok(isPlain(text), text);
});
