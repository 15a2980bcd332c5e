import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, median, shareAdded } from './statistics.ts';

test('the median of an even count is the mean of the middle two', () => {
  assert.equal(median([9, 1, 3, 2]), 2.5);
  assert.equal(median([9, 1, 3]), 3);
});

test('differences are taken within a round, so that a slow round does not count', () => {
  const bare = [20, 200, 30, 25, 1000];
  const traced = bare.map((value) => value + 7);
  assert.deepEqual(added(traced, bare), { value: 7, low: 7, high: 7, bounds: 'range' });
});

test('a share compares two additions to the same baseline', () => {
  const bare = [20, 40, 30, 25, 100];
  const ours = bare.map((value) => value + 5);
  const upstream = bare.map((value) => value + 50);
  assert.deepEqual(shareAdded(ours, upstream, bare), { value: 0.1, low: 0.1, high: 0.1, bounds: 'range' });
});

test('bounds of less than eight rounds are the range of the data, of more an interval', () => {
  const bare = [0, 0, 0, 0, 0, 0, 0];
  const ours = [3, 1, 9, 4, 5, 2, 6];
  const tenfold = bare.map(() => 10);
  assert.deepEqual(added(ours, bare), { value: 4, low: 1, high: 9, bounds: 'range' });
  assert.deepEqual(shareAdded(ours, tenfold, bare), { value: 0.4, low: 0.1, high: 0.9, bounds: 'range' });
  const { low, high, bounds } = added([...ours, 4], [...bare, 0]);
  assert.equal(bounds, 'interval');
  assert.ok(low > 1 && high < 9, `${low} ${high}`);
});

test('the interval holds the estimate, grows with the scatter and is the same each time', () => {
  const bare = Array.from({ length: 15 }, () => 0);
  const steady = bare.map((_, round) => 10 + (round % 3));
  const scattered = bare.map((_, round) => 10 + 20 * (round % 3));
  const narrow = added(steady, bare);
  const wide = added(scattered, bare);
  assert.ok(narrow.low <= narrow.value && narrow.value <= narrow.high);
  assert.ok(wide.high - wide.low > narrow.high - narrow.low);
  assert.deepEqual(added(scattered, bare), wide);
});
