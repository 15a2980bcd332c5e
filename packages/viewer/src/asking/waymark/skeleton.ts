/** `GET traces/:id/skeleton`: a trace as columns, small enough for a hundred thousand spans. */

import type { StoreStatus, TraceColumns } from '../../store/telemetry-store.ts';
import type { Asked } from './asked.ts';
import { foundTrace, timeText } from './found-trace.ts';
import { hexOf } from './hex.ts';
import { NO_PARENT, PARENT_MISSING, parentRows } from './parent-rows.ts';
import { columnsWithPending } from './pending-columns.ts';
import type { SkeletonJson } from './shapes.ts';
import { shortName } from './short-text.ts';

export async function skeleton(asked: Asked): Promise<SkeletonJson> {
  const { store, names } = asked;
  const { traceId, timeUnixNano } = await foundTrace(asked, names[0] ?? '');
  const { columns, pending } = columnsWithPending(asked, await store.columnsOf(traceId), traceId);
  const { requestId } = columns;
  const start = columns.start[0] ?? timeUnixNano;
  const parent = parentRows(columns);
  return {
    traceId,
    startUnixNano: String(start),
    ...(requestId === undefined ? {} : { requestId: shortName(requestId) }),
    services: columns.services.map(shortName),
    names: columns.names.map(shortName),
    spanId: Array.from(columns.spanId, hexOf),
    parent: [...parent],
    service: [...columns.service],
    name: [...columns.name],
    kind: [...columns.kind],
    status: [...columns.status],
    start: Array.from(columns.start, (each) => Number(each - start)),
    duration: Array.from(columns.end, (end, row) => Math.max(0, Number(end - columns.start[row]!))),
    pending,
    warnings: warningsOf(columns, parent, store.status()),
  };
}

/** What is missing, and where it may have gone. */
function warningsOf({ start }: TraceColumns, parent: Int32Array, { dropped }: StoreStatus): string[] {
  const missing = parent.filter((row) => row === PARENT_MISSING).length;
  const whole = missing === 0 && (parent.length === 0 || parent.includes(NO_PARENT));
  const lostAt = dropped.lastAtUnixNano;
  if (whole || lostAt === undefined || dropped.spans === 0 || (start[0] ?? 0n) > lostAt) return [];
  return [
    `Spans of this trace may have been dropped to stay within the limits: the oldest were, last at ${timeText(lostAt)}.`,
  ];
}
