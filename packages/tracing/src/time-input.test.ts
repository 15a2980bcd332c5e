import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochMs, hrTime, isTimeInput } from './time-input.ts';

const ANCHOR = 1_700_000_000_000;

test('every way to give a time becomes epoch milliseconds', () => {
  const table: [string, unknown, number | undefined][] = [
    ['epoch milliseconds', 1_700_000_000_123.5, 1_700_000_000_123.5],
    ['a reading of performance.now()', 0.5, ANCHOR + 0.5],
    ['an HrTime', [1_700_000_000, 250_000_000], 1_700_000_000_250],
    ['a Date', new Date(1_700_000_000_007), 1_700_000_000_007],
    ['an invalid Date', new Date(Number.NaN), undefined],
    ['NaN', Number.NaN, undefined],
    ['infinity', Number.POSITIVE_INFINITY, undefined],
    ['a string', '1700000000000', undefined],
    ['an HrTime with a NaN', [Number.NaN, 0], undefined],
    ['an array of three', [1, 2, 3], undefined],
    ['nothing', undefined, undefined],
  ];
  for (const [condition, input, expected] of table) assert.equal(epochMs(input, ANCHOR), expected, condition);
});

test('hrTime carries into the seconds instead of reporting a whole second of nanoseconds', () => {
  assert.deepEqual(hrTime(1_999.999_999_9), [2, 0]);
  assert.deepEqual(hrTime(1_700_000_000_123.5), [1_700_000_000, 123_500_000]);
  assert.deepEqual(hrTime(0), [0, 0]);
});

test('hrTime and epochMs are inverse to a quarter of a microsecond', () => {
  for (let i = 0; i < 1000; i++) {
    const nanos = (i * 999_983) % 1_000_000_000;
    const [seconds, back] = hrTime(epochMs([1_700_000_000, nanos], 0)!);
    assert.equal(seconds, 1_700_000_000);
    assert.ok(Math.abs(back - nanos) <= 250);
  }
});

test('attributes are not taken for a time', () => {
  for (const value of [{}, { 0: 1, 1: 2 }, ['1', '2'], undefined, null])
    assert.equal(isTimeInput(value), false);
  for (const value of [0, new Date(), [1, 2]]) assert.equal(isTimeInput(value), true);
});
