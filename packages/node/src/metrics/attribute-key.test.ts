import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes } from '@opentelemetry/api';
import { attributeKey } from './attribute-key.ts';

/** Upstream's own function. */
function upstreamKey(attributes: Attributes): string {
  const names = Object.keys(attributes).sort();
  return names.length === 0 ? '' : JSON.stringify(names.map((name) => [name, attributes[name]]));
}

/** Values that are easily mistaken for others, and for what stands between them in a key. */
const VALUES: Attributes[string][] = [
  'a',
  'b',
  '',
  '1',
  'true',
  'null',
  's1:a',
  '1:a',
  1,
  -1,
  1.5,
  0,
  -0,
  Number.NaN,
  true,
  false,
  null,
  undefined,
  ['a'],
  [1],
  [1, null],
  [],
];
const NAMES = ['a', 'b', 'ab', '', '1:a', 'as1', 'Z', 'ä'];

function* sets(): Generator<Attributes> {
  yield {};
  for (const name of NAMES) for (const value of VALUES) yield { [name]: value };
  for (const one of NAMES.slice(0, 4)) {
    for (const other of NAMES.slice(4)) {
      for (const value of VALUES) {
        yield { [one]: value, [other]: 'x' };
        yield { [other]: 'x', [one]: value };
      }
    }
  }
}

test("the key is upstream's, when a set is first seen and when it comes again", () => {
  for (let round = 0; round < 3; round++) {
    for (const attributes of sets()) {
      assert.equal(attributeKey(attributes), upstreamKey(attributes));
      assert.equal(attributeKey({ ...attributes }), upstreamKey(attributes));
    }
  }
});

test('a set that was changed has another key', () => {
  const attributes: Attributes = { pool: 'a', state: 'idle', tags: ['x'] };
  for (const change of [
    () => {},
    () => (attributes['state'] = 'used'),
    () => (attributes['tags'] as string[]).push('y'),
    () => delete attributes['pool'],
    () => (attributes['pool'] = 'b'),
  ]) {
    change();
    assert.equal(attributeKey(attributes), upstreamKey(attributes));
    assert.equal(attributeKey(attributes), upstreamKey(attributes));
  }
});

test('many shapes, and many sets of one, are told apart when they are forgotten, too', () => {
  for (let i = 0; i < 2000; i++) {
    const attributes = { [`n${i % 40}`]: i % 30, a: i % 11 };
    assert.equal(attributeKey(attributes), upstreamKey(attributes));
  }
});

/** Nanoseconds a key, the least of some rounds. */
function cost(keyOf: (attributes: Attributes) => string, setAt: (i: number) => Attributes): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 5000; i++) keyOf(setAt(i));
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 5000);
  }
  return least;
}

const settings: Record<string, (i: number) => Attributes> = {
  'nine sets': (i) => ({ system: 'pg', address: 'h', port: 5432, operation: `q${i % 9}`, database: 'x' }),
  'two thousand sets': (i) => ({ system: 'pg', address: 'i', port: 1, operation: `q${i % 2000}`, db: 'x' }),
  'forty shapes': (i) => ({ [`shape${i % 40}`]: 'x', address: 'h', port: 5432 }),
};
for (const [name, setAt] of Object.entries(settings)) {
  test(`${name} in turn cost no more than upstream's, within half`, () => {
    const ratio = cost(attributeKey, setAt) / cost(upstreamKey, setAt);
    assert.ok(ratio < 1.5, `${ratio.toFixed(2)} times upstream's`);
  });
}
