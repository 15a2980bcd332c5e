/**
 * The forest of a trace's spans, in the order in which they are shown: parents before children, siblings by start. All of it
 * is arrays by row, and nothing recurs: a trace may be deeper than calls may be.
 */

import { MISSING, type SpanColumns } from './columns.ts';

const NONE = -1;

export interface SpanTree {
  /** Rows from top to bottom: `order[place]` is a row. What is below a row follows it directly. */
  order: Uint32Array;
  /** The place of a row in `order`. */
  place: Uint32Array;
  /** A row, or -1: roots, rows whose parent is missing, and rows at which a cycle was cut. */
  parent: Int32Array;
  firstChild: Int32Array;
  nextSibling: Int32Array;
  /** 1 for what has no parent here. */
  level: Uint32Array;
  /** How many rows it is with all that is below it. */
  size: Uint32Array;
  depth: number;
  /** Rows without a parent here, by start. */
  tops: number[];
  /** Rows whose parent has not arrived. */
  orphans: number[];
  /** Rows that were their own ancestors: the earliest of each cycle is shown as a top. */
  cut: number[];
}

/** `start` are the times to sort by: those of the trace, or corrected ones. */
export function treeOf(trace: SpanColumns, start: Float64Array = trace.start): SpanTree {
  const size = trace.size;
  const parent = Int32Array.from(trace.parent, (row) => (row >= 0 ? row : NONE));
  const byStart = rowsByStart(start);
  const cut = cutCycles(parent, byStart);
  const { firstChild, nextSibling, tops } = linked(parent, byStart);
  const order = new Uint32Array(size);
  const place = new Uint32Array(size);
  const level = new Uint32Array(size);
  let depth = 0;
  let at = 0;
  for (const top of tops) {
    let row = top;
    let height = 1;
    while (row !== NONE) {
      order[at] = row;
      place[row] = at++;
      level[row] = height;
      if (height > depth) depth = height;
      if (firstChild[row]! !== NONE) {
        row = firstChild[row]!;
        height++;
        continue;
      }
      while (row !== top && nextSibling[row]! === NONE) {
        row = parent[row]!;
        height--;
      }
      row = row === top ? NONE : nextSibling[row]!;
    }
  }
  const orphans = tops.filter((row) => trace.parent[row] === MISSING);
  return {
    order,
    place,
    parent,
    firstChild,
    nextSibling,
    level,
    size: sizes(order, parent),
    depth,
    tops,
    orphans,
    cut,
  };
}

/** Mostly they are sorted already. */
function rowsByStart(start: Float64Array): Uint32Array {
  const rows = Uint32Array.from(start, (_, row) => row);
  for (let row = 1; row < start.length; row++) {
    if (start[row]! < start[row - 1]!) return rows.sort((a, b) => start[a]! - start[b]! || a - b);
  }
  return rows;
}

/** Goes backwards, so that each child is put in front of its later siblings. */
function linked(parent: Int32Array, byStart: Uint32Array) {
  const firstChild = new Int32Array(parent.length).fill(NONE);
  const nextSibling = new Int32Array(parent.length).fill(NONE);
  const tops: number[] = [];
  for (let at = byStart.length - 1; at >= 0; at--) {
    const row = byStart[at]!;
    const above = parent[row]!;
    if (above === NONE) {
      tops.push(row);
      continue;
    }
    nextSibling[row] = firstChild[above]!;
    firstChild[above] = row;
  }
  return { firstChild, nextSibling, tops: tops.reverse() };
}

/** Makes a top of the earliest row of each cycle; gives those rows. Each row is walked over once. */
function cutCycles(parent: Int32Array, byStart: Uint32Array): number[] {
  const cut: number[] = [];
  const seenBy = new Int32Array(parent.length).fill(NONE);
  const rank = new Uint32Array(parent.length);
  for (let at = 0; at < byStart.length; at++) rank[byStart[at]!] = at;
  for (let from = 0; from < parent.length; from++) {
    let row = from;
    while (row !== NONE && seenBy[row] === NONE) {
      seenBy[row] = from;
      row = parent[row]!;
    }
    if (row === NONE || seenBy[row] !== from) continue;
    let earliest = row;
    for (let next = parent[row]!; next !== row; next = parent[next]!) {
      if (rank[next]! < rank[earliest]!) earliest = next;
    }
    parent[earliest] = NONE;
    cut.push(earliest);
  }
  return cut;
}

/** From the last to the first, each adds itself to its parent. */
function sizes(order: Uint32Array, parent: Int32Array): Uint32Array {
  const size = new Uint32Array(order.length).fill(1);
  for (let at = order.length - 1; at >= 0; at--) {
    const row = order[at]!;
    const above = parent[row]!;
    if (above !== NONE) size[above] = size[above]! + size[row]!;
  }
  return size;
}
