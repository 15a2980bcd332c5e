/** From one marked row to the next, in the order in which they are shown, and round at the ends. */

import { type SpanColumns, STATUS_ERROR } from './columns.ts';
import type { SpanTree } from './tree.ts';

/** Marked rows in the order in which they are shown. */
export function markedRows(tree: SpanTree, isMarked: (row: number) => boolean): Uint32Array {
  return tree.order.filter((row) => isMarked(row));
}

export const errorRows = (trace: SpanColumns, tree: SpanTree) =>
  markedRows(tree, (row) => trace.status[row] === STATUS_ERROR);

/**
 * The marked row after (`step` 1) or before (-1) the given one, which need not be marked itself; without one, the first or
 * last. Undefined when none is marked.
 */
export function hop(
  tree: SpanTree,
  marked: Uint32Array,
  from: number | undefined,
  step: 1 | -1,
): number | undefined {
  if (marked.length === 0) return undefined;
  if (from === undefined) return marked.at(step === 1 ? 0 : -1);
  const place = tree.place[from]!;
  if (step === 1) return marked.find((row) => tree.place[row]! > place) ?? marked[0];
  return marked.findLast((row) => tree.place[row]! < place) ?? marked.at(-1);
}
