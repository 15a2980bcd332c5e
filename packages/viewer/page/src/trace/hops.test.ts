import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorRows, hop, markedRows } from './hops.ts';
import { rowOf, sampleTrace } from './sample-trace.ts';
import { textMatches } from './text-matches.ts';
import { treeOf } from './tree.ts';

const trace = sampleTrace([
  { id: 'root', name: 'GET /cart', start: 0, end: 100 },
  { id: 'late', parent: 'root', service: 'Payments', name: 'charge', error: true, start: 60, end: 90 },
  { id: 'early', parent: 'root', name: 'select', start: 10, end: 50 },
  { id: 'below', parent: 'early', name: 'SELECT cart', error: true, start: 70, end: 80 },
]);
const tree = treeOf(trace);
const ids = (rows: Uint32Array) => [...rows].map((row) => trace.spanId[row]);
const row = (id: string) => rowOf(trace, id);

test('errors come in the order in which they are shown, not by time', () => {
  assert.deepEqual(ids(errorRows(trace, tree)), ['below', 'late']);
});

test('hops go on from any span, and round at the ends', () => {
  const errors = errorRows(trace, tree);
  const from = (id: string | undefined, step: 1 | -1) =>
    trace.spanId[hop(tree, errors, id === undefined ? undefined : row(id), step)!];
  assert.equal(from(undefined, 1), 'below');
  assert.equal(from(undefined, -1), 'late');
  assert.equal(from('root', 1), 'below');
  assert.equal(from('below', 1), 'late');
  assert.equal(from('late', 1), 'below');
  assert.equal(from('late', -1), 'below');
  assert.equal(from('early', -1), 'late');
  assert.equal(hop(tree, new Uint32Array(0), row('root'), 1), undefined);
});

test('words are looked for in names and services, in any case, and all must be there', () => {
  const found = (text: string) => ids(markedRows(tree, textMatches(trace, text)));
  assert.deepEqual(found('cart'), ['root', 'below']);
  assert.deepEqual(found('select CART'), ['below']);
  assert.deepEqual(found('pay charge'), ['late']);
  assert.deepEqual(found('missing'), []);
});

test('a span id finds its span', () => {
  assert.deepEqual(ids(markedRows(tree, textMatches(trace, 'early'))), ['early']);
});
