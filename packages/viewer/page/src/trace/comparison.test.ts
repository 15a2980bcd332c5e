import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared } from './comparison.ts';
import { framesOf } from './frames.ts';
import { type SampleSpan, sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';

function withFrames(spans: readonly SampleSpan[]) {
  const trace = sampleTrace(spans);
  return { trace, frames: framesOf(trace, treeOf(trace)) };
}

test('rows are the operations of both, with what each has', () => {
  const rows = compared(
    withFrames([
      { id: 'root', start: 0, end: 100 },
      { id: 'q1', parent: 'root', name: 'query', start: 10, end: 20 },
      { id: 'gone', parent: 'root', name: 'cache', service: 'redis', start: 30, end: 40 },
      { id: 'below', parent: 'gone', name: 'get', service: 'redis', start: 31, end: 32 },
    ]),
    withFrames([
      { id: 'ROOT', name: 'root', start: 0, end: 300 },
      { id: 'q1', parent: 'ROOT', name: 'query', start: 10, end: 60 },
      { id: 'q2', parent: 'ROOT', name: 'query', error: true, start: 70, end: 90 },
      { id: 'new', parent: 'q2', name: 'retry', start: 71, end: 80 },
    ]),
  );
  const side = (of: { count: number; total: number; errors: number } | undefined) =>
    of ? `${of.count}x ${of.total}${of.errors ? ' !' : ''}` : '-';
  assert.deepEqual(
    rows.map(
      (row) =>
        `${'  '.repeat(row.level - 1)}${row.service} ${row.name}: ${side(row.left)} | ${side(row.right)} (${row.size})`,
    ),
    [
      'web root: 1x 100 | 1x 300 (5)',
      '  web query: 1x 10 | 2x 70 ! (2)',
      '    web retry: - | 1x 9 (1)',
      '  redis cache: 1x 10 | - (2)',
      '    redis get: 1x 1 | - (1)',
    ],
  );
  assert.deepEqual(
    rows.map((row) => row.parent),
    [-1, 0, 1, 0, 3],
  );
  assert.equal(rows[1]?.right?.spanId, 'q1');
});

test('traces that have nothing in common stand one after the other', () => {
  const rows = compared(
    withFrames([{ id: 'a', start: 0, end: 1 }]),
    withFrames([{ id: 'b', start: 0, end: 1 }]),
  );
  assert.deepEqual(
    rows.map((row) => [row.name, row.left !== undefined, row.right !== undefined]),
    [
      ['a', true, false],
      ['b', false, true],
    ],
  );
});

test('names that look alike when joined stay apart', () => {
  const rows = compared(
    withFrames([{ id: 'x', service: 'a b', name: 'c', start: 0, end: 1 }]),
    withFrames([{ id: 'x', service: 'a', name: 'b c', start: 0, end: 1 }]),
  );
  assert.equal(rows.length, 2);
});
