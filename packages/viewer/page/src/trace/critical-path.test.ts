import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SpanColumns } from './columns.ts';
import { type CriticalPath, criticalPathOf } from './critical-path.ts';
import { type SampleSpan, sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';

/** By time: `from-to id`. */
function sections(spans: readonly SampleSpan[]): string[] {
  const trace = sampleTrace(spans);
  const path = criticalPathOf(trace, treeOf(trace))!;
  return listed(trace, path).map(({ from, to, id }) => `${from}-${to} ${id}`);
}

function listed(trace: SpanColumns, path: CriticalPath) {
  const all = trace.spanId.flatMap((id, row) =>
    Array.from({ length: path.first[row + 1]! - path.first[row]! }, (_, at) => ({
      from: path.from[path.first[row]! + at]!,
      to: path.to[path.first[row]! + at]!,
      id,
    })),
  );
  return all.sort((a, b) => a.from - b.from);
}

const ROOT = { id: 'root', start: 0, end: 100 };

const CASES: [name: string, spans: SampleSpan[], expected: string[]][] = [
  ['a span alone is its own path', [ROOT], ['0-100 root']],
  [
    'time between children is the parent’s',
    [ROOT, { id: 'a', parent: 'root', start: 10, end: 40 }, { id: 'b', parent: 'root', start: 50, end: 90 }],
    ['0-10 root', '10-40 a', '40-50 root', '50-90 b', '90-100 root'],
  ],
  [
    'of what runs at once, the last to end was waited for',
    [ROOT, { id: 'a', parent: 'root', start: 10, end: 60 }, { id: 'b', parent: 'root', start: 10, end: 90 }],
    ['0-10 root', '10-90 b', '90-100 root'],
  ],
  [
    'one that began before the next and ended in it is not on the path',
    [ROOT, { id: 'a', parent: 'root', start: 10, end: 60 }, { id: 'b', parent: 'root', start: 50, end: 90 }],
    ['0-50 root', '50-90 b', '90-100 root'],
  ],
  [
    'it goes down as deep as the spans do',
    [ROOT, { id: 'a', parent: 'root', start: 10, end: 90 }, { id: 'b', parent: 'a', start: 20, end: 80 }],
    ['0-10 root', '10-20 a', '20-80 b', '80-90 a', '90-100 root'],
  ],
  [
    'what outlasts its parent counts until the parent’s end',
    [ROOT, { id: 'a', parent: 'root', start: 80, end: 300 }],
    ['0-80 root', '80-100 a'],
  ],
  [
    'what lies outside of its parent is on nobody’s path, nor is what is below it',
    [ROOT, { id: 'a', parent: 'root', start: 200, end: 300 }, { id: 'b', parent: 'a', start: 50, end: 250 }],
    ['0-100 root'],
  ],
  [
    'a message’s consumer is not waited for',
    [
      ROOT,
      { id: 'send', parent: 'root', kind: 'producer', start: 10, end: 20 },
      { id: 'work', parent: 'send', kind: 'consumer', start: 12, end: 19 },
    ],
    ['0-10 root', '10-20 send', '20-100 root'],
  ],
  [
    'a real root goes before a longer span whose parent is missing',
    [
      { id: 'orphan', parent: 'gone', start: 0, end: 500 },
      { id: 'root', start: 5, end: 50 },
    ],
    ['5-50 root'],
  ],
  [
    'without a root, it is the longest that stands at the top',
    [
      { id: 'a', parent: 'gone', start: 0, end: 5 },
      { id: 'b', parent: 'gone', start: 1, end: 50 },
    ],
    ['1-50 b'],
  ],
];
for (const [name, spans, expected] of CASES) {
  test(name, () => assert.deepEqual(sections(spans), expected));
}

test('the sections of any trace cover its root, each moment once', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 200; round++) {
    const spans: SampleSpan[] = [{ id: 's0', start: 0, end: 1000 }];
    for (let index = 1; index < 1 + random(40); index++) {
      const start = random(1100);
      spans.push({ id: `s${index}`, parent: `s${random(index)}`, start, end: start + random(400) });
    }
    const trace = sampleTrace(spans);
    const path = criticalPathOf(trace, treeOf(trace))!;
    let now = 0;
    for (const { from, to } of listed(trace, path)) {
      assert.equal(from, now);
      now = to;
    }
    assert.equal(now, 1000);
    assert.equal(
      path.time.reduce((sum, time) => sum + time),
      1000,
    );
  }
});
