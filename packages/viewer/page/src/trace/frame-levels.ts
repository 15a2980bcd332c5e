/** Frames of a flame graph as they are drawn and pointed at: level by level, from left to right. */

import type { Frames } from './frames.ts';

export interface FrameLevels {
  /** Frames by level, then from left to right. */
  order: Uint32Array;
  /** Frames of a level are in `order` from `first[level]` up to `first[level + 1]`. */
  first: Uint32Array;
}

export function frameLevels(frames: Frames): FrameLevels {
  const first = new Uint32Array(frames.depth + 2);
  for (let frame = 0; frame < frames.size; frame++) first[frames.level[frame]! + 1]!++;
  for (let level = 1; level < first.length; level++) first[level] = first[level]! + first[level - 1]!;
  const order = Uint32Array.from(frames.left, (_, frame) => frame);
  order.sort((a, b) => frames.level[a]! - frames.level[b]! || frames.left[a]! - frames.left[b]! || a - b);
  return { order, first };
}

/** The frame at a level that covers this width; undefined where there is none. */
export function frameAt(
  frames: Frames,
  { order, first }: FrameLevels,
  level: number,
  at: number,
): number | undefined {
  if (level < 0 || level > frames.depth) return undefined;
  const frame = order[lastFrom(frames, order, first[level]!, first[level + 1]!, at)];
  if (frame === undefined || frames.level[frame] !== level) return undefined;
  return frames.left[frame]! <= at && at < frames.left[frame]! + frames.width[frame]! ? frame : undefined;
}

/** Where the first frame of a level is that ends after this width: from there it is drawn. */
export function firstShown(
  frames: Frames,
  { order, first }: FrameLevels,
  level: number,
  from: number,
): number {
  return Math.max(first[level]!, lastFrom(frames, order, first[level]!, first[level + 1]!, from));
}

/** Index into `order` of the last one that begins at or before; one less than the level's first when there is none. */
function lastFrom(frames: Frames, order: Uint32Array, begin: number, end: number, at: number): number {
  let low = begin - 1;
  let high = end - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (frames.left[order[middle]!]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** By arrow keys: to the parent, to the widest child, or to the neighbour of the same level. */
export function neighbour(
  frames: Frames,
  levels: FrameLevels,
  frame: number,
  key: string,
): number | undefined {
  if (key === 'ArrowUp') return frames.parent[frame]! >= 0 ? frames.parent[frame] : undefined;
  const level = frames.level[frame]!;
  if (key === 'ArrowDown') {
    let widest: number | undefined;
    for (let at = levels.first[level + 1]!; at < (levels.first[level + 2] ?? 0); at++) {
      const child = levels.order[at]!;
      if (frames.parent[child] !== frame) continue;
      if (widest === undefined || frames.width[child]! > frames.width[widest]!) widest = child;
    }
    return widest;
  }
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  const at = levels.order.indexOf(frame, levels.first[level]!) + step;
  const isInLevel = at >= levels.first[level]! && at < levels.first[level + 1]!;
  return step !== 0 && isInLevel ? levels.order[at] : undefined;
}
