import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsFrom, type SpanColumns } from './columns.ts';
import { sampleTrace } from './sample-trace.ts';
import { type SpanTree, treeOf } from './tree.ts';

const shown = (trace: SpanColumns, tree: SpanTree) =>
  [...tree.order].map((row) => '  '.repeat(tree.level[row]! - 1) + trace.spanId[row]);

test('parents come before their children, siblings by start', () => {
  const trace = sampleTrace([
    { id: 'root', start: 0, end: 100 },
    { id: 'late', parent: 'root', start: 60, end: 90 },
    { id: 'early', parent: 'root', start: 10, end: 50 },
    { id: 'below', parent: 'early', start: 20, end: 40 },
  ]);
  const tree = treeOf(trace);
  assert.deepEqual(shown(trace, tree), ['root', '  early', '    below', '  late']);
  assert.deepEqual(
    [...tree.order].map((row) => tree.size[row]),
    [4, 2, 1, 1],
  );
  assert.equal(tree.depth, 3);
  assert.deepEqual(
    [...tree.order].map((row) => tree.place[row]),
    [0, 1, 2, 3],
  );
});

test('a span whose parent has not arrived stands at the top, and is named', () => {
  const trace = sampleTrace([
    { id: 'root', start: 0, end: 100 },
    { id: 'orphan', parent: 'gone', start: 10, end: 20 },
    { id: 'child', parent: 'orphan', start: 12, end: 15 },
  ]);
  const tree = treeOf(trace);
  assert.deepEqual(shown(trace, tree), ['root', 'orphan', '  child']);
  assert.deepEqual(
    tree.orphans.map((row) => trace.spanId[row]),
    ['orphan'],
  );
});

test('spans that are their own ancestors are shown once, under the earliest', () => {
  const trace = sampleTrace([
    { id: 'root', start: 0, end: 100 },
    { id: 'b', parent: 'c', start: 20, end: 30 },
    { id: 'a', parent: 'b', start: 10, end: 30 },
    { id: 'c', parent: 'a', start: 30, end: 40 },
    { id: 'under', parent: 'c', start: 31, end: 32 },
    { id: 'self', parent: 'self', start: 50, end: 60 },
  ]);
  const tree = treeOf(trace);
  assert.deepEqual(shown(trace, tree), ['root', 'a', '  c', '    b', '    under', 'self']);
  assert.deepEqual(tree.cut.map((row) => trace.spanId[row]).sort(), ['a', 'self']);
});

test('corrected times decide the order of siblings', () => {
  const trace = sampleTrace([
    { id: 'root', start: 0, end: 100 },
    { id: 'first', parent: 'root', start: 10, end: 20 },
    { id: 'second', parent: 'root', start: 30, end: 40 },
  ]);
  assert.deepEqual(shown(trace, treeOf(trace, Float64Array.of(0, 50, 30))), ['root', '  second', '  first']);
});

test('a chain of 100,000 spans is no deeper than a program may call, and a star no wider', () => {
  const chain = treeOf(wide(100_000, (row) => row - 1));
  assert.equal(chain.depth, 100_000);
  assert.equal(chain.size[0], 100_000);
  const star = treeOf(wide(100_000, (row) => Math.min(row - 1, 0)));
  assert.equal(star.depth, 2);
});

/** Spans of one service by start, each with the parent that `parent` tells. */
function wide(size: number, parent: (row: number) => number): SpanColumns {
  const of = (value: (row: number) => number) => Array.from({ length: size }, (_, row) => value(row));
  return columnsFrom({
    traceId: 'a'.repeat(32),
    startUnixNano: '0',
    services: ['web'],
    names: ['work'],
    spanId: of((row) => row).map(String),
    parent: of(parent),
    service: of(() => 0),
    name: of(() => 0),
    kind: of(() => 1),
    status: of(() => 0),
    start: of((row) => row),
    duration: of(() => 1),
    pending: [],
    warnings: [],
  });
}

test('a trace without spans is an empty tree', () => {
  const tree = treeOf(sampleTrace([]));
  assert.deepEqual([tree.order.length, tree.depth, tree.tops], [0, 0, []]);
});
