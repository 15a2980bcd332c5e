import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, patience, RETRY, retryAfterMs } from './retry.ts';

test('the wait doubles up to a limit, and half of it is random', () => {
  const waits = (random: number) =>
    [1, 2, 3, 6, 50, 5_000].map((failures) => backoffMs(failures, RETRY, random));
  assert.deepEqual(waits(1), [1_000, 2_000, 4_000, 30_000, 30_000, 30_000]);
  assert.deepEqual(waits(0), [500, 1_000, 2_000, 15_000, 15_000, 15_000]);
});

const NOW = Date.parse('2026-01-01T00:00:00Z');

for (const [what, header, ms] of [
  ['absent', undefined, undefined],
  ['seconds', '7', 7_000],
  ['seconds with blanks', ' 7 ', 7_000],
  ['none at all: never at once', '0', 250],
  ['more than the limit', '86400', 60_000],
  ['more than a number holds', '9'.repeat(400), 60_000],
  ['a date', 'Thu, 01 Jan 2026 00:00:09 GMT', 9_000],
  ['a date that is over', 'Thu, 01 Jan 2015 00:00:00 GMT', 250],
  ['a date far away', 'Fri, 01 Jan 2100 00:00:00 GMT', 60_000],
  ['neither', 'soon', undefined],
  ['empty', '', undefined],
] as const) {
  test(`Retry-After: ${what}`, () => assert.equal(retryAfterMs(header, NOW), ms));
}

test('a wait that is no number is one all the same: a timer without one fires at once, with a warning', () => {
  assert.equal(patience(Number.NaN), 250);
});
