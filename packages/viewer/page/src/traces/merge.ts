/** A list, newest first, of which the first page is asked for again and again. */

import type { TraceListJson, TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';

/**
 * What is known with the newest page in front. Older traces stay, unless there is a gap between them and the page: what lies
 * in it would be missing from the list with nothing to tell.
 */
export function withNewest(known: TraceListJson, newest: TraceListJson): TraceListJson {
  const last = newest.traces.at(-1);
  if (!last || newest.next === undefined) return newest;
  const inPage = new Set(newest.traces.map((trace) => trace.traceId));
  if (!known.traces.some((trace) => inPage.has(trace.traceId))) return newest;
  const older = known.traces.filter((trace) => !inPage.has(trace.traceId) && startsBefore(trace, last));
  if (older.length === 0) return newest;
  return { traces: [...newest.traces, ...older], next: known.next };
}

/** The next page behind what is known; traces that have moved between the pages count once. */
export function withOlder(known: TraceListJson, older: TraceListJson): TraceListJson {
  const ids = new Set(known.traces.map((trace) => trace.traceId));
  const added = older.traces.filter((trace) => !ids.has(trace.traceId));
  return { traces: [...known.traces, ...added], next: older.next };
}

/** Decimal text of equal length compares as numbers do. */
function startsBefore(one: TraceSummaryJson, other: TraceSummaryJson): boolean {
  return one.startUnixNano.padStart(20, '0') <= other.startUnixNano.padStart(20, '0');
}
