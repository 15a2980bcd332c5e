/** The time of one span in which none of its children ran. */

import type { SpanColumns } from './columns.ts';
import type { SpanTree } from './tree.ts';

/** Nanoseconds. */
export function ownTimeOf(trace: SpanColumns, tree: SpanTree, row: number): number {
  const until = trace.start[row]! + trace.duration[row]!;
  let now = trace.start[row]!;
  let own = 0;
  for (let child = tree.firstChild[row]!; child >= 0; child = tree.nextSibling[child]!) {
    own += Math.min(Math.max(trace.start[child]!, now), until) - now;
    now = Math.max(now, Math.min(trace.start[child]! + trace.duration[child]!, until));
  }
  return own + until - now;
}
