/** Keys of the tree of spans. */

import type { TraceState } from './trace-state.ts';

/** As a tree does: right opens, then goes in; left closes, then goes out. True when the key was one of these. */
export function treeKey(state: TraceState, { key }: KeyboardEvent, row: number): boolean {
  const { tree } = state.model.peek();
  if (row < 0) return false;
  const isParent = tree.firstChild[row]! >= 0;
  const isClosed = state.collapsed.peek().has(row);
  if (key === ' ') {
    if (isParent) state.toggle(row);
    return true;
  }
  if (key === 'ArrowRight') {
    if (isParent && isClosed) state.toggle(row);
    else if (isParent) state.select(tree.firstChild[row]!);
    return true;
  }
  if (key !== 'ArrowLeft') return false;
  if (isParent && !isClosed) state.toggle(row);
  else if (tree.parent[row]! >= 0) state.select(tree.parent[row]!);
  return true;
}
