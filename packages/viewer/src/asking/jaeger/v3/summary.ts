/** One trace in the list of Jaeger's page (api_v3, `TraceSummary`). */

import type { TraceSummary } from '../../../store/telemetry-store.ts';

/**
 * Services in order of their names; the root's names are empty while no span without a parent has come.
 *
 * @param named what Jaeger calls a service
 */
export function summaryJson(trace: TraceSummary, named: (storeName: string) => string) {
  return {
    traceId: trace.traceId,
    rootServiceName: trace.hasRoot ? named(trace.rootService) : '',
    rootOperationName: trace.hasRoot ? trace.rootName : '',
    minStartTimeUnixNano: String(trace.startUnixNano),
    maxEndTimeUnixNano: String(trace.endUnixNano),
    spanCount: trace.spanCount,
    errorSpanCount: trace.errorCount,
    orphanSpanCount: trace.orphanCount,
    services: trace.services
      .map(({ name, spanCount, errorCount }) => ({
        name: named(name),
        spanCount,
        errorSpanCount: errorCount,
      }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}
