/** Which rows are shown while some are collapsed: those rows, from top to bottom. */

import type { SpanTree } from './tree.ts';

export function visibleRows(tree: SpanTree, collapsed: ReadonlySet<number>): Uint32Array {
  if (collapsed.size === 0) return tree.order;
  const rows = new Uint32Array(tree.order.length);
  let count = 0;
  for (let at = 0; at < tree.order.length; ) {
    const row = tree.order[at]!;
    rows[count++] = row;
    at += collapsed.has(row) ? tree.size[row]! : 1;
  }
  return rows.subarray(0, count);
}

/** Where a row stands among the visible ones; where it is hidden, where the one stands that hides it. */
export function indexOfRow(tree: SpanTree, rows: Uint32Array, row: number): number {
  const wanted = tree.place[row]!;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tree.place[rows[middle]!]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Without those that hide this row: the ones above it. Gives the same set where none does. */
export function revealed(tree: SpanTree, collapsed: ReadonlySet<number>, row: number): ReadonlySet<number> {
  const above = [];
  for (let up = tree.parent[row]!; up >= 0; up = tree.parent[up]!) if (collapsed.has(up)) above.push(up);
  if (above.length === 0) return collapsed;
  const open = new Set(collapsed);
  for (const up of above) open.delete(up);
  return open;
}

/** All rows at this level that have something below them: collapsed, the tree shows that many levels. */
export function collapsedFrom(tree: SpanTree, level: number): Set<number> {
  const collapsed = new Set<number>();
  for (const row of tree.order) {
    if (tree.level[row]! >= level && tree.firstChild[row]! >= 0) collapsed.add(row);
  }
  return collapsed;
}
