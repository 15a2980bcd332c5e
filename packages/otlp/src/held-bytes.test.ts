import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes } from '@opentelemetry/api';
import { heldBytes } from './held-bytes.ts';
import { kept, logRecord, span } from './oracle/records.ts';

const bare = heldBytes(span({ name: '' }));
/** What an attribute adds. */
const added = (value: unknown) =>
  heldBytes(span({ name: '', attributes: { key: value } as Attributes })) - bare;

test('a span without anything holds something', () => {
  assert.ok(bare >= 512 && bare < 1024);
});

for (const [what, value, least, most] of [
  ['a text', 'x'.repeat(10_000), 10_000, 10_100],
  ['a number', 7, 1, 64],
  ['bytes', new Uint8Array(5_000), 5_000, 5_100],
  ['an array', Array.from({ length: 100 }, () => 'x'.repeat(100)), 10_000, 14_000],
  ['an object', { a: { b: 'x'.repeat(1_000) } }, 1_000, 1_200],
  ['an array that takes long to look into', new Array(1_000_000).fill(1), 16_000_000, 17_000_000],
  ['nothing', undefined, 0, 64],
] as const) {
  test(`${what} counts with what it holds`, () => {
    assert.ok(added(value) >= least && added(value) <= most, String(added(value)));
  });
}

test('an object in itself is counted in no time', () => {
  const circle: Record<string, unknown> = {};
  for (let i = 0; i < 10; i++) circle[`self${i}`] = circle;
  const began = performance.now();
  assert.ok(added(circle) < 1_000_000);
  assert.ok(performance.now() - began < 50);
});

test('events count, and of a span of ours the attributes of its own', () => {
  const events = [
    { name: 'log', time: [1, 0] as [number, number], attributes: { message: 'x'.repeat(1_000) } },
  ];
  const whole = span({ name: '', events, attributes: { text: 'y'.repeat(500) } });
  assert.ok(heldBytes(whole) - bare > 1_500);
  const shared = { values: { other: 'z'.repeat(5_000) }, encoded: undefined };
  const ours = heldBytes(kept(whole, shared, undefined));
  assert.ok(ours - bare > 1_500 && ours - bare < 2_000, String(ours));
});

test('a log record counts with its body', () => {
  const size = (body: string) => heldBytes(logRecord({ body }));
  assert.equal(size('x'.repeat(1_000)) - size(''), 1_000);
});
