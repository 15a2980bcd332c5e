/** Which rows of a comparison are shown: all but what is below closed ones, or only what changed. */

import type { ComparedRow } from './comparison.ts';

/** Indices of rows, from top to bottom. */
export function shownRows(
  rows: readonly ComparedRow[],
  collapsed: ReadonlySet<number>,
  onlyChanged: boolean,
): number[] {
  const wanted = onlyChanged ? changedRows(rows) : undefined;
  const shown = [];
  for (let at = 0; at < rows.length; at += collapsed.has(at) ? rows[at]!.size : 1) {
    if (wanted === undefined || wanted.has(at)) shown.push(at);
  }
  return shown;
}

/** What is no more than noise. */
const SAME = 0.1;

/** Those that changed by more than a tenth, and those above them. */
function changedRows(rows: readonly ComparedRow[]): Set<number> {
  const changed = new Set<number>();
  rows.forEach((row, at) => {
    const { left, right } = row;
    const isSame =
      left !== undefined &&
      right !== undefined &&
      left.count === right.count &&
      left.errors === right.errors &&
      Math.abs(changeOf(row)) <= SAME * Math.max(left.total, right.total);
    if (isSame) return;
    for (let up = at; up >= 0; up = rows[up]!.parent) changed.add(up);
  });
  return changed;
}

/** Nanoseconds that the right trace took longer. */
export const changeOf = ({ left, right }: ComparedRow) => (right?.total ?? 0) - (left?.total ?? 0);
