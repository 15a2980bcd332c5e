import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstShown, frameAt, frameLevels, neighbour } from './frame-levels.ts';
import { framesOf } from './frames.ts';
import { sampleTrace } from './sample-trace.ts';
import { treeOf } from './tree.ts';

// root 0-100: a 0-40 (own 30, deep 10), b 40-70, of its own 30.
const trace = sampleTrace([
  { id: 'root', start: 0, end: 100 },
  { id: 'a', parent: 'root', start: 0, end: 40 },
  { id: 'deep', parent: 'a', start: 10, end: 20 },
  { id: 'b', parent: 'root', start: 50, end: 80 },
]);
const frames = framesOf(trace, treeOf(trace));
const levels = frameLevels(frames);
const nameOf = (frame: number | undefined) =>
  frame === undefined ? undefined : frame === 0 ? 'all' : trace.names[frames.name[frame]!];
const named = (name: string) =>
  Array.from({ length: frames.size }, (_, frame) => frame).find((frame) => nameOf(frame) === name)!;

test('a point finds the frame that it lies in', () => {
  const at = (level: number, width: number) => nameOf(frameAt(frames, levels, level, width));
  assert.equal(at(0, 50), 'all');
  assert.equal(at(1, 99), 'root');
  assert.equal(at(1, 100), undefined);
  assert.equal(at(2, 39), 'a');
  assert.equal(at(2, 40), 'b');
  assert.equal(at(2, 75), undefined, 'the root’s own time');
  assert.equal(at(3, 5), 'deep');
  assert.equal(at(3, 45), undefined);
  assert.equal(at(4, 0), undefined);
  assert.equal(at(-1, 0), undefined);
});

test('drawing begins with the frame that reaches into sight', () => {
  const shown = (level: number, from: number) =>
    nameOf(levels.order[firstShown(frames, levels, level, from)]);
  assert.equal(shown(2, 0), 'a');
  assert.equal(shown(2, 39), 'a');
  assert.equal(shown(2, 60), 'b');
});

test('arrows go up, down to the widest, and along a level', () => {
  const go = (from: string, key: string) => nameOf(neighbour(frames, levels, named(from), key));
  assert.equal(go('root', 'ArrowDown'), 'a');
  assert.equal(go('a', 'ArrowDown'), 'deep');
  assert.equal(go('deep', 'ArrowDown'), undefined);
  assert.equal(go('deep', 'ArrowUp'), 'a');
  assert.equal(go('all', 'ArrowUp'), undefined);
  assert.equal(go('a', 'ArrowRight'), 'b');
  assert.equal(go('b', 'ArrowRight'), undefined);
  assert.equal(go('b', 'ArrowLeft'), 'a');
  assert.equal(go('a', 'x'), undefined);
});
