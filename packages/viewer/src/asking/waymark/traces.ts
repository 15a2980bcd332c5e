/** `GET traces`: pages of traces, newest first. */

import type { TraceSummary } from '../../store/telemetry-store.ts';
import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { given, limitOf, rangeOf, whereOf } from './parameters.ts';
import { withPending } from './pending-traces.ts';
import type { TraceListJson, TraceSummaryJson } from './shapes.ts';
import { shortName } from './short-text.ts';

export async function traceList(asked: Asked): Promise<TraceListJson> {
  const { store, query } = asked;
  const wanted = { ...whereOf(query, spanFilter), ...rangeOf(query), limit: limitOf(query, 20) };
  const { traces, next } = await store.searchTraces({ ...wanted, ...given(query, 'before', 'before') });
  const all = query.get('before') ? traces : await withPending(asked, wanted, traces);
  return { traces: all.map(summaryJson), ...(next === undefined ? {} : { next }) };
}

export function summaryJson(summary: TraceSummary & { pending?: boolean }): TraceSummaryJson {
  const { startUnixNano, endUnixNano, orphanCount, requestId, rootService, rootName, services, ...rest } =
    summary;
  return {
    ...rest,
    rootService: shortName(rootService),
    rootName: shortName(rootName),
    services: services.map((each) => ({ ...each, name: shortName(each.name) })),
    startUnixNano: String(startUnixNano),
    durationNano: Number(endUnixNano - startUnixNano),
    ...(requestId === undefined ? {} : { requestId: shortName(requestId) }),
  };
}
