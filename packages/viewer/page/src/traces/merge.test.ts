import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import type { Page } from '../live/feed.ts';
import { withNewest, withOlder } from './merge.ts';

/** Traces named by their start. */
function list(starts: number[], next?: string): Page<TraceSummaryJson> {
  const traces = starts.map(
    (start): TraceSummaryJson => ({
      traceId: `t${start}`,
      rootService: 'shop',
      rootName: 'GET /',
      hasRoot: true,
      startUnixNano: String(start),
      durationNano: 1,
      spanCount: 1,
      errorCount: 0,
      services: [],
    }),
  );
  return { items: traces, next };
}

const starts = ({ items }: Page<TraceSummaryJson>) => items.map((trace) => Number(trace.startUnixNano));

test('new traces come in front, older pages stay', () => {
  const merged = withNewest(list([9, 8, 7, 6, 5], 'after-5'), list([11, 10, 9, 8], 'after-8'));
  assert.deepEqual(starts(merged), [11, 10, 9, 8, 7, 6, 5]);
  assert.equal(merged.next, 'after-5');
});

test('a gap drops what lies behind it, so that nothing is missing in between', () => {
  const merged = withNewest(list([5, 4], 'after-4'), list([20, 19], 'after-19'));
  assert.deepEqual(starts(merged), [20, 19]);
  assert.equal(merged.next, 'after-19');
});

test('a page without a next one is all that there is', () => {
  assert.deepEqual(starts(withNewest(list([9, 8, 7]), list([9]))), [9]);
  assert.deepEqual(starts(withNewest(list([9]), list([]))), []);
});

test('a trace that is in two pages is listed once', () => {
  assert.deepEqual(starts(withOlder(list([9, 8], 'after-8'), list([8, 7]))), [9, 8, 7]);
});

test('starts compare as numbers, whatever their length', () => {
  const merged = withNewest(list([1000, 999], 'x'), list([1001, 1000], 'y'));
  assert.deepEqual(starts(merged), [1001, 1000, 999]);
});
