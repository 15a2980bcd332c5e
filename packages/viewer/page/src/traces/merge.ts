/** Pages of traces that belong to one list, newest first. */

import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import type { Page } from '../live/feed.ts';

type Traces = Page<TraceSummaryJson>;

/**
 * What is known with the first page, asked for again, in front. Older traces stay, unless there is a gap between them and the
 * page: what lies in it would be missing from the list with nothing to tell.
 */
export function withNewest(known: Traces, newest: Traces): Traces {
  const last = newest.items.at(-1);
  if (!last || newest.next === undefined) return newest;
  const inPage = new Set(newest.items.map((trace) => trace.traceId));
  if (!known.items.some((trace) => inPage.has(trace.traceId))) return newest;
  const older = known.items.filter((trace) => !inPage.has(trace.traceId) && startsBefore(trace, last));
  if (older.length === 0) return newest;
  return { items: [...newest.items, ...older], next: known.next };
}

/** The next page behind what is known; traces that have moved between the pages count once. */
export function withOlder(known: Traces, older: Traces): Traces {
  const ids = new Set(known.items.map((trace) => trace.traceId));
  const added = older.items.filter((trace) => !ids.has(trace.traceId));
  return { items: [...known.items, ...added], next: older.next };
}

/** Decimal text of equal length compares as numbers do. */
function startsBefore(one: TraceSummaryJson, other: TraceSummaryJson): boolean {
  return one.startUnixNano.padStart(20, '0') <= other.startUnixNano.padStart(20, '0');
}
