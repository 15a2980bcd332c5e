/**
 * Which spans the request waited for, and when: sections of time that cover the root from end to start without gaps. Making
 * a span shorter makes the request shorter only where the span is on it.
 *
 * Walks back from the root's end: the child that ended last was what was waited for; before its start, the child that had
 * ended last by then, and so on; between children, the span itself. What reaches out of its parent counts as far as it lies
 * within. A CONSUMER is on nobody's path: whoever sent the message did not wait (Jaeger, ADR 2: no reference types needed).
 */

import { KIND_CONSUMER, MISSING, type SpanColumns } from './columns.ts';
import type { SpanTree } from './tree.ts';

export interface CriticalPath {
  /** The row whose time it explains. */
  root: number;
  /** Sections of a row are from `first[row]` up to `first[row + 1]`, by time. */
  first: Uint32Array;
  /** Nanoseconds after the trace's start. */
  from: Float64Array;
  to: Float64Array;
  /** Nanoseconds that each row is on it. */
  time: Float64Array;
}

/** Of the first top that has no parent at all, else of the longest one. Undefined for a trace without spans. */
export function criticalPathOf(
  trace: SpanColumns,
  tree: SpanTree,
  start: Float64Array = trace.start,
): CriticalPath | undefined {
  const root = rootOf(trace, tree);
  if (root === undefined) return undefined;
  const clipped = clippedInto(trace, tree, start, root);
  const children = childrenByEnd(trace, tree, clipped, root);
  const rows: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const add = (row: number, since: number, until: number) => {
    if (until <= since) return;
    rows.push(row);
    from.push(since);
    to.push(until);
  };
  const open = [root];
  let now = clipped.end[root]!;
  while (open.length > 0) {
    const row = open.at(-1)!;
    const child = children.nextEndedBy(row, now);
    if (child === undefined) {
      add(row, clipped.start[row]!, now);
      now = Math.min(now, clipped.start[row]!);
      open.pop();
      continue;
    }
    add(row, clipped.end[child]!, now);
    now = clipped.end[child]!;
    open.push(child);
  }
  return grouped(trace.size, root, rows, from, to);
}

function rootOf(trace: SpanColumns, { tops }: SpanTree): number | undefined {
  return (
    tops.find((row) => trace.parent[row] !== MISSING) ??
    tops.toSorted((a, b) => trace.duration[b]! - trace.duration[a]!)[0]
  );
}

interface Clipped {
  start: Float64Array;
  end: Float64Array;
}

/** Each span as far as it lies in its parent; what lies outside has its end before its start. */
function clippedInto(trace: SpanColumns, tree: SpanTree, start: Float64Array, root: number): Clipped {
  const since = Float64Array.from(start);
  const end = Float64Array.from(start, (at, row) => at + trace.duration[row]!);
  const from = tree.place[root]!;
  for (let at = from + 1; at < from + tree.size[root]!; at++) {
    const row = tree.order[at]!;
    const parent = tree.parent[row]!;
    since[row] = Math.max(since[row]!, since[parent]!);
    end[row] = Math.min(end[row]!, end[parent]!);
  }
  return { start: since, end };
}

/** Gives a row's children from the last to end to the first; each at most once, so that all is linear but the sorting. */
function childrenByEnd(trace: SpanColumns, tree: SpanTree, { start, end }: Clipped, root: number) {
  const from = tree.place[root]!;
  const size = tree.size[root]!;
  const counts = new Uint32Array(trace.size + 1);
  const isChild = (row: number) =>
    row !== root && trace.kind[row] !== KIND_CONSUMER && end[row]! > start[row]!;
  const rows = tree.order.slice(from, from + size).filter(isChild);
  rows.sort((a, b) => end[b]! - end[a]! || start[b]! - start[a]!);
  for (const row of rows) counts[tree.parent[row]! + 1]!++;
  for (let row = 0; row < trace.size; row++) counts[row + 1] = counts[row + 1]! + counts[row]!;
  const next = counts.slice(0, trace.size);
  const sorted = new Uint32Array(rows.length);
  for (const row of rows) sorted[next[tree.parent[row]!]!++] = row;
  const cursor = counts.slice(0, trace.size);
  return {
    nextEndedBy(row: number, now: number): number | undefined {
      const past = counts[row + 1]!;
      while (cursor[row]! < past) {
        const child = sorted[cursor[row]!++]!;
        if (end[child]! <= now) return child;
      }
      return undefined;
    },
  };
}

function grouped(size: number, root: number, rows: number[], from: number[], to: number[]): CriticalPath {
  const first = new Uint32Array(size + 1);
  const time = new Float64Array(size);
  for (const row of rows) first[row + 1]!++;
  for (let row = 0; row < size; row++) first[row + 1] = first[row + 1]! + first[row]!;
  const next = first.slice(0, size);
  const path: CriticalPath = {
    root,
    first,
    from: new Float64Array(rows.length),
    to: new Float64Array(rows.length),
    time,
  };
  // They were found from the end to the start.
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]!;
    const place = next[row]!++;
    path.from[place] = from[at]!;
    path.to[place] = to[at]!;
    time[row] = time[row]! + to[at]! - from[at]!;
  }
  return path;
}
