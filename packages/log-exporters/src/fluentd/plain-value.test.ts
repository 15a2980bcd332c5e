import assert from 'node:assert/strict';
import { it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { plainValue } from './plain-value.ts';

const cycle: Record<string, unknown> = { name: 'c' };
cycle['self'] = cycle;

const rows: [string, unknown, unknown][] = [
  ['text', 'é', 'é'],
  ['a lone surrogate', 'a\ud800', 'a\ufffd'],
  ['a number', 1.5, 1.5],
  ['NaN', Number.NaN, 'NaN'],
  ['an infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
  ['a small bigint', 5n, 5],
  ['a large bigint', 2n ** 63n, '9223372036854775808'],
  ['null', null, null],
  ['undefined', undefined, null],
  ['a function', () => 1, null],
  ['bytes', Uint8Array.of(1, 2, 255), 'AQL/'],
  ['an array with a hole', Array(2), [null, null]],
  ['an object', { a: { b: [true] } }, { a: { b: [true] } }],
  ['an object in itself', cycle, { name: 'c', self: null }],
];

for (const [condition, value, expected] of rows) {
  it(`makes ${condition} what MessagePack and JSON have a type for`, () => {
    assert.deepEqual(plainValue(value), expected);
  });
}

it('ends where objects are too deep in each other', () => {
  let deep: unknown = 'core';
  for (let level = 0; level < 10_000; level++) deep = [deep];
  assert.ok(encode(plainValue(deep)).length < 100);
});
