import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticksOf } from './ticks.ts';

const labels = (from: number, to: number, most = 5) => ticksOf(from, to, most).map((tick) => tick.label);

test('ticks are round numbers in the unit of the range', () => {
  assert.deepEqual(labels(0, 100e6), ['0', '20 ms', '40 ms', '60 ms', '80 ms', '100 ms']);
  assert.deepEqual(labels(0, 1.2e9, 4), ['0', '0.5 s', '1.0 s']);
  assert.deepEqual(labels(0, 900, 3), ['0', '500 ns']);
  assert.deepEqual(labels(0, 14e6, 2), ['0', '10 ms'], 'more than five is ten');
});

test('a narrow range late in a long trace shows as many digits as it needs', () => {
  assert.deepEqual(labels(1_000_000_000, 1_000_200_000, 2), ['1.0000 s', '1.0001 s', '1.0002 s']);
});

test('negative times have ticks, an empty range none', () => {
  assert.deepEqual(labels(-10e6, 10e6, 2), ['-10 ms', '0', '10 ms']);
  assert.deepEqual(labels(5, 5), []);
});
