/** The critical path on one row, as the line of a drawing. */

import type { CriticalPath } from './critical-path.ts';
import type { Range } from './trace-state.ts';

/** Steps across the range; more than a screen has pixels is wasted. */
export const STEPS = 1000;

/**
 * `M0 1h250M600 1h20`: horizontal lines where the row is on the path, on a scale of `STEPS`; '' for nowhere. A row with
 * 100,000 sections has at most as many lines as there are steps: those that touch are one.
 */
export function pathLine(path: CriticalPath, row: number, { from, to }: Range): string {
  const scale = STEPS / (to - from);
  let line = '';
  let left = -1;
  let right = -1;
  const add = () => {
    if (left >= 0) line += `M${left} 1h${Math.max(right - left, 1)}`;
  };
  for (let at = path.first[row]!; at < path.first[row + 1]!; at++) {
    if (path.to[at]! <= from) continue;
    if (path.from[at]! >= to) break;
    const begin = Math.floor(Math.max(path.from[at]! - from, 0) * scale);
    const end = Math.ceil(Math.min(path.to[at]! - from, to - from) * scale);
    if (begin <= right) {
      right = Math.max(right, end);
      continue;
    }
    add();
    left = begin;
    right = end;
  }
  add();
  return line;
}
