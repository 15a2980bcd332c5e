import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criticalPathOf } from './critical-path.ts';
import { pathLine, STEPS } from './path-line.ts';
import { rowOf, type SampleSpan, sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';

function lines(spans: readonly SampleSpan[], from: number, to: number, id = 'root'): string {
  const trace = sampleTrace(spans);
  return pathLine(criticalPathOf(trace, treeOf(trace))!, rowOf(trace, id), { from, to });
}

const SPANS = [
  { id: 'root', start: 0, end: 1000 },
  { id: 'child', parent: 'root', start: 250, end: 600 },
];

test('there is a line where the row is on the path', () => {
  assert.equal(lines(SPANS, 0, 1000), 'M0 1h250M600 1h400');
  assert.equal(lines(SPANS, 0, 1000, 'child'), 'M250 1h350');
});

test('of a part of the time, only that part, and nothing where there is none', () => {
  assert.equal(lines(SPANS, 200, 700), 'M0 1h100M800 1h200');
  assert.equal(lines(SPANS, 300, 500), '');
});

test('lines that touch are one, however many sections there are', () => {
  const children = Array.from({ length: 50_000 }, (_, at) => ({
    id: `c${at}`,
    name: 'call',
    parent: 'root',
    start: at * 10 + 2,
    end: at * 10 + 4,
  }));
  const line = lines([{ id: 'root', start: 0, end: 500_000 }, ...children], 0, 500_000);
  assert.equal(line, `M0 1h${STEPS}`);
});
