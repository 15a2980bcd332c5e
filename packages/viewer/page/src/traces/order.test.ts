import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { ordered, orderOf } from './order.ts';

/** Newest first. */
const TRACES = [
  { traceId: 'a', durationNano: 5, spanCount: 1, errorCount: 0 },
  { traceId: 'b', durationNano: 9, spanCount: 7, errorCount: 0 },
  { traceId: 'c', durationNano: 5, spanCount: 3, errorCount: 2 },
] as TraceSummaryJson[];

test('the largest stands first, among equals the newest', () => {
  const ids = (order: Parameters<typeof ordered>[1]) =>
    ordered(TRACES, order)
      .map((trace) => trace.traceId)
      .join('');
  assert.equal(ids('start'), 'abc');
  assert.equal(ids('duration'), 'bac');
  assert.equal(ids('spans'), 'bca');
  assert.equal(ids('errors'), 'cab');
});

test('an address with another order is taken as the newest first', () => {
  assert.equal(orderOf('duration'), 'duration');
  assert.equal(orderOf(null), 'start');
  assert.equal(orderOf('toString'), 'start');
});
