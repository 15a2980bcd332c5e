/** `GET traces`: pages of traces, newest first. */

import type { TraceSummary } from '../../store/telemetry-store.ts';
import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { given, limitOf, rangeOf, whereOf } from './parameters.ts';
import type { TraceListJson, TraceSummaryJson } from './shapes.ts';

export async function traceList({ store, query }: Asked): Promise<TraceListJson> {
  const condition = whereOf(query, spanFilter);
  const { traces, next } = await store.searchTraces({
    ...condition,
    ...rangeOf(query),
    ...given(query, 'before', 'before'),
    limit: limitOf(query, 20),
  });
  return { traces: traces.map(summaryJson), ...(next === undefined ? {} : { next }) };
}

export function summaryJson(summary: TraceSummary): TraceSummaryJson {
  const { startUnixNano, endUnixNano, orphanCount, requestId, ...rest } = summary;
  return {
    ...rest,
    startUnixNano: String(startUnixNano),
    durationNano: Number(endUnixNano - startUnixNano),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
