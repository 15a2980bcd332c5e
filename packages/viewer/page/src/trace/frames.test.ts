import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesOf } from './frames.ts';
import { operationsOf } from './operation-figures.ts';
import { type SampleSpan, sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';

function framesFrom(spans: readonly SampleSpan[]) {
  const trace = sampleTrace(spans);
  const frames = framesOf(trace, treeOf(trace));
  const listed = Array.from({ length: frames.size - 1 }, (_, at) => at + 1).map(
    (frame) =>
      `${'  '.repeat(frames.level[frame]! - 1)}${trace.names[frames.name[frame]!]} x${frames.count[frame]}` +
      ` total ${frames.total[frame]} own ${frames.own[frame]} at ${frames.left[frame]}+${frames.width[frame]}`,
  );
  return { trace, frames, listed };
}

test('the same operations under the same parents are one frame', () => {
  const { listed, frames, trace } = framesFrom([
    { id: 'root', start: 0, end: 100 },
    { id: 'q1', parent: 'root', name: 'query', start: 10, end: 20 },
    { id: 'q2', parent: 'root', name: 'query', error: true, start: 30, end: 50 },
    { id: 'row', parent: 'q2', name: 'fetch', start: 35, end: 40 },
    { id: 'other', parent: 'root', service: 'db', name: 'query', start: 60, end: 70 },
  ]);
  assert.deepEqual(listed, [
    'root x1 total 100 own 60 at 0+100',
    '  query x2 total 30 own 25 at 0+30',
    '    fetch x1 total 5 own 5 at 0+5',
    '  query x1 total 10 own 10 at 30+10',
  ]);
  assert.equal(frames.errors[2], 1);
  assert.deepEqual([trace.spanId[frames.firstSpan[2]!], frames.depth], ['q1', 3]);
  assert.equal(frames.width[0], 100);
});

test('calls that run at once add up, and the parent has no time of its own then', () => {
  const { listed } = framesFrom([
    { id: 'root', start: 0, end: 100 },
    { id: 'a', parent: 'root', name: 'call', start: 0, end: 100 },
    { id: 'b', parent: 'root', name: 'call', start: 0, end: 100 },
  ]);
  assert.deepEqual(listed, ['root x1 total 100 own 0 at 0+200', '  call x2 total 200 own 200 at 0+200']);
});

test('what goes on after its parent takes nothing of the parent’s own time', () => {
  const { listed } = framesFrom([
    { id: 'root', start: 0, end: 100 },
    { id: 'inside', parent: 'root', start: 80, end: 150 },
    { id: 'after', parent: 'root', start: 200, end: 300 },
  ]);
  assert.deepEqual(listed, [
    'root x1 total 100 own 80 at 0+250',
    '  inside x1 total 70 own 70 at 0+70',
    '  after x1 total 100 own 100 at 70+100',
  ]);
});

test('several tops stand beside each other', () => {
  const { listed } = framesFrom([
    { id: 'root', start: 0, end: 10 },
    { id: 'orphan', parent: 'gone', start: 2, end: 7 },
  ]);
  assert.deepEqual(listed, ['root x1 total 10 own 10 at 0+10', 'orphan x1 total 5 own 5 at 10+5']);
});

test('an operation is told once, wherever it stands, the most own time first', () => {
  const trace = sampleTrace([
    { id: 'root', start: 0, end: 100 },
    { id: 'a', parent: 'root', name: 'query', start: 10, end: 30 },
    { id: 'work', parent: 'root', start: 40, end: 90 },
    { id: 'b', parent: 'work', name: 'query', error: true, start: 45, end: 85 },
  ]);
  const figures = operationsOf(trace, framesOf(trace, treeOf(trace)));
  assert.deepEqual(
    figures.map(({ name, count, errors, own, total, longest }) => [
      trace.names[name],
      count,
      errors,
      own,
      total,
      trace.spanId[longest],
    ]),
    [
      ['query', 2, 1, 60, 60, 'b'],
      ['root', 1, 0, 30, 100, 'root'],
      ['work', 1, 0, 10, 50, 'work'],
    ],
  );
});
