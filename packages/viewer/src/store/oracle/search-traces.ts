/** Pages of traces, newest first. */

import { compare } from '../compare.ts';
import type { TraceQuery } from '../queries.ts';
import type { StoredSpan, TracePage, TraceSummary } from '../telemetry-store.ts';
import { summaryOf } from '../trace-summary.ts';

/** @param found the traces that the query finds */
export function searchTraces(found: readonly StoredSpan[][], { limit, before }: TraceQuery): TracePage {
  const all = found.map(summaryOf).sort((one, other) => newestFirst(placeOf(one), placeOf(other)));
  const place = before === undefined ? undefined : parsePlace(before);
  const rest = place === undefined ? all : all.filter((each) => newestFirst(placeOf(each), place) > 0);
  const traces = rest.slice(0, limit);
  return rest.length > limit ? { traces, next: placeOf(traces.at(-1)!).join('-') } : { traces };
}

type Place = [start: bigint, traceId: string];

const placeOf = ({ startUnixNano, traceId }: TraceSummary): Place => [startUnixNano, traceId];

/** Newest first; of those that started at once, by id. */
const newestFirst = (one: Place, other: Place) => compare(other[0], one[0]) || compare(one[1], other[1]);

function parsePlace(text: string): Place {
  const [start = '0', traceId = ''] = text.split('-');
  return [BigInt(start), traceId];
}
