/** Pages of traces, newest first. */

import type { TraceQuery } from '../queries.ts';
import type { StoredSpan, TracePage, TraceSummary } from '../telemetry-store.ts';
import { newestFirst, parsePlace, placeText, type TracePlace } from '../trace-place.ts';
import { summaryOf } from '../trace-summary.ts';

/** @param found the traces that the query finds */
export function searchTraces(found: readonly StoredSpan[][], { limit, before }: TraceQuery): TracePage {
  const all = found.map(summaryOf).sort((one, other) => newestFirst(placeOf(one), placeOf(other)));
  const place = before === undefined ? undefined : parsePlace(before);
  const rest = place === undefined ? all : all.filter((each) => newestFirst(placeOf(each), place) > 0);
  const traces = rest.slice(0, limit);
  return rest.length > limit ? { traces, next: placeText(placeOf(traces.at(-1)!)) } : { traces };
}

const placeOf = ({ startUnixNano, traceId }: TraceSummary): TracePlace => ({ start: startUnixNano, traceId });
