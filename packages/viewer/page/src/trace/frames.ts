/**
 * Spans of the same path made into one: the same operations under the same parents become a frame, as in a profiler's
 * flame graph. It answers where the time goes and what is called how often, which a waterfall of many spans does not.
 *
 * A frame is as wide as its spans were busy: their own time (without the time that children ran) and that of all frames
 * above it. Calls that run at once add up, so that a frame can be wider than its request took.
 */

import { type SpanColumns, STATUS_ERROR } from './columns.ts';
import { ownTimeOf } from './own-time.ts';
import type { SpanTree } from './tree.ts';

/** Columns by frame; parents come before their children. Frame 0 is the whole trace, and no span. */
export interface Frames {
  size: number;
  parent: Int32Array;
  /** Indices into the trace's `services` and `names`; of frame 0 without meaning. */
  service: Uint32Array;
  name: Uint32Array;
  level: Uint32Array;
  depth: number;
  count: Uint32Array;
  errors: Uint32Array;
  /** Nanoseconds: of all its spans; without the time that their children ran; and how wide it is. */
  total: Float64Array;
  own: Float64Array;
  width: Float64Array;
  /** Where it begins, in nanoseconds of width. */
  left: Float64Array;
  /** Its first span, and the frame of each span. */
  firstSpan: Int32Array;
  frameOf: Uint32Array;
}

export function framesOf(trace: SpanColumns, tree: SpanTree): Frames {
  const frameOf = new Uint32Array(trace.size);
  const parents = [-1];
  const firstSpan = [-1];
  const known = new Map<number, number>();
  const operations = trace.services.length * trace.names.length;
  for (const row of tree.order) {
    const above = tree.parent[row]!;
    const parent = above < 0 ? 0 : frameOf[above]!;
    const key = parent * operations + trace.service[row]! * trace.names.length + trace.name[row]!;
    let frame = known.get(key);
    if (frame === undefined) {
      frame = parents.length;
      known.set(key, frame);
      parents.push(parent);
      firstSpan.push(row);
    }
    frameOf[row] = frame;
  }
  const frames = emptyFrames(parents, firstSpan, frameOf);
  for (const row of tree.order) {
    const frame = frameOf[row]!;
    frames.service[frame] = trace.service[row]!;
    frames.name[frame] = trace.name[row]!;
    frames.count[frame]!++;
    if (trace.status[row] === STATUS_ERROR) frames.errors[frame]!++;
    frames.total[frame] = frames.total[frame]! + trace.duration[row]!;
    frames.own[frame] = frames.own[frame]! + ownTimeOf(trace, tree, row);
  }
  return laidOut(frames);
}

function emptyFrames(parents: number[], firstSpan: number[], frameOf: Uint32Array): Frames {
  const size = parents.length;
  const level = new Uint32Array(size);
  let depth = 0;
  for (let frame = 1; frame < size; frame++) {
    level[frame] = level[parents[frame]!]! + 1;
    depth = Math.max(depth, level[frame]!);
  }
  return {
    size,
    parent: Int32Array.from(parents),
    service: new Uint32Array(size),
    name: new Uint32Array(size),
    level,
    depth,
    count: new Uint32Array(size),
    errors: new Uint32Array(size),
    total: new Float64Array(size),
    own: new Float64Array(size),
    width: new Float64Array(size),
    left: new Float64Array(size),
    firstSpan: Int32Array.from(firstSpan),
    frameOf,
  };
}

/** Widths from the leaves up; then each child beside its sibling before. */
function laidOut(frames: Frames): Frames {
  const { size, parent, width, own, left } = frames;
  for (let frame = size - 1; frame > 0; frame--) {
    width[frame] = width[frame]! + own[frame]!;
    width[parent[frame]!] = width[parent[frame]!]! + width[frame]!;
  }
  const taken = new Float64Array(size);
  for (let frame = 1; frame < size; frame++) {
    const above = parent[frame]!;
    left[frame] = left[above]! + taken[above]!;
    taken[above] = taken[above]! + width[frame]!;
  }
  return frames;
}
