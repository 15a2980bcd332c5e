import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowOf, sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';
import { collapsedFrom, indexOfRow, revealed, visibleRows } from './visible-rows.ts';

const trace = sampleTrace([
  { id: 'root', start: 0, end: 100 },
  { id: 'a', parent: 'root', start: 10, end: 50 },
  { id: 'a1', parent: 'a', start: 11, end: 20 },
  { id: 'a2', parent: 'a', start: 21, end: 30 },
  { id: 'a2x', parent: 'a2', start: 22, end: 25 },
  { id: 'b', parent: 'root', start: 60, end: 90 },
  { id: 'b1', parent: 'b', start: 61, end: 70 },
]);
const tree = treeOf(trace);
const row = (id: string) => rowOf(trace, id);
const shown = (...collapsed: string[]) =>
  [...visibleRows(tree, new Set(collapsed.map(row)))].map((at) => trace.spanId[at]);

test('a collapsed span hides all that is below it, and no more', () => {
  assert.deepEqual(shown(), ['root', 'a', 'a1', 'a2', 'a2x', 'b', 'b1']);
  assert.deepEqual(shown('a'), ['root', 'a', 'b', 'b1']);
  assert.deepEqual(shown('a2', 'b'), ['root', 'a', 'a1', 'a2', 'b']);
  assert.deepEqual(shown('root'), ['root']);
  assert.deepEqual(shown('b1'), ['root', 'a', 'a1', 'a2', 'a2x', 'b', 'b1']);
});

test('a hidden span is found where the one stands that hides it', () => {
  const rows = visibleRows(tree, new Set([row('a')]));
  assert.equal(indexOfRow(tree, rows, row('a2x')), 1);
  assert.equal(indexOfRow(tree, rows, row('root')), 0);
  assert.equal(indexOfRow(tree, rows, row('b1')), 3);
});

test('to reveal a span opens those above it, and only those', () => {
  const collapsed = new Set([row('a'), row('a2'), row('b')]);
  assert.deepEqual([...revealed(tree, collapsed, row('a2x'))], [row('b')]);
  assert.equal(revealed(tree, new Set([row('b')]), row('a1')).size, 1);
});

test('levels beyond one are collapsed', () => {
  assert.deepEqual(
    [...visibleRows(tree, collapsedFrom(tree, 2))].map((at) => trace.spanId[at]),
    ['root', 'a', 'b'],
  );
});
