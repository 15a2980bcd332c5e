/**
 * Two traces side by side: the same operations under the same parents are one row, however many spans each trace has of
 * them. So ten calls that became fifty are one row that says so, and not forty without a partner.
 */

import type { SpanColumns } from './columns.ts';
import type { Frames } from './frames.ts';

export interface TraceWithFrames {
  trace: SpanColumns;
  frames: Frames;
}

/** One operation of either trace. */
export interface ComparedRow {
  service: string;
  name: string;
  /** 1 for what has no parent. */
  level: number;
  /** Rows that it is with all that is below it. */
  size: number;
  /** Index of the row above; -1 for none. */
  parent: number;
  /** Absent where that trace has no such span. */
  left?: ComparedSide;
  right?: ComparedSide;
}

export interface ComparedSide {
  count: number;
  errors: number;
  /** Nanoseconds of all its spans, and those without the time of their children. */
  total: number;
  own: number;
  /** Its first span. */
  spanId: string;
}

/** In the order of the left trace; what only the right one has comes after its siblings. */
export function compared(left: TraceWithFrames, right: TraceWithFrames): ComparedRow[] {
  const inLeft = childrenOf(left);
  const inRight = childrenOf(right);
  const rows: ComparedRow[] = [];
  const open: Pair[] = pairs(0, 0).reverse();
  const above: number[] = [];
  while (open.length > 0) {
    const { leftFrame, rightFrame, level } = open.pop()!;
    above.length = level - 1;
    rows.push(rowOf(leftFrame, rightFrame, level, above.at(-1) ?? -1));
    above.push(rows.length - 1);
    const below = pairs(leftFrame, rightFrame, level + 1);
    for (let at = below.length - 1; at >= 0; at--) open.push(below[at]!);
  }
  return sized(rows);

  function pairs(leftParent: number | undefined, rightParent: number | undefined, level = 1): Pair[] {
    const ofLeft = leftParent === undefined ? NOTHING : (inLeft.get(leftParent) ?? NOTHING);
    const ofRight = rightParent === undefined ? NOTHING : (inRight.get(rightParent) ?? NOTHING);
    const both = [...ofLeft].map(([key, leftFrame]) => ({ leftFrame, rightFrame: ofRight.get(key), level }));
    const onlyRight = [...ofRight].filter(([key]) => !ofLeft.has(key));
    return [...both, ...onlyRight.map(([, rightFrame]) => ({ leftFrame: undefined, rightFrame, level }))];
  }

  function rowOf(
    leftFrame: number | undefined,
    rightFrame: number | undefined,
    level: number,
    parent: number,
  ) {
    const [of, frame] = leftFrame === undefined ? [right, rightFrame!] : [left, leftFrame];
    const row: ComparedRow = {
      service: of.trace.services[of.frames.service[frame]!]!,
      name: of.trace.names[of.frames.name[frame]!]!,
      level,
      size: 1,
      parent,
    };
    if (leftFrame !== undefined) row.left = sideOf(left, leftFrame);
    if (rightFrame !== undefined) row.right = sideOf(right, rightFrame);
    return row;
  }
}

interface Pair {
  leftFrame: number | undefined;
  rightFrame: number | undefined;
  level: number;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

/** By frame, its frames by what they are called. */
function childrenOf({ trace, frames }: TraceWithFrames): Map<number, Map<string, number>> {
  const children = new Map<number, Map<string, number>>();
  for (let frame = 1; frame < frames.size; frame++) {
    const parent = frames.parent[frame]!;
    const siblings = children.get(parent) ?? new Map<string, number>();
    children.set(parent, siblings);
    siblings.set(
      JSON.stringify([trace.services[frames.service[frame]!], trace.names[frames.name[frame]!]]),
      frame,
    );
  }
  return children;
}

function sideOf({ trace, frames }: TraceWithFrames, frame: number): ComparedSide {
  return {
    count: frames.count[frame]!,
    errors: frames.errors[frame]!,
    total: frames.total[frame]!,
    own: frames.own[frame]!,
    spanId: trace.spanId[frames.firstSpan[frame]!]!,
  };
}

function sized(rows: ComparedRow[]): ComparedRow[] {
  for (let at = rows.length - 1; at >= 0; at--) {
    const parent = rows[rows[at]!.parent];
    if (parent !== undefined) parent.size += rows[at]!.size;
  }
  return rows;
}
