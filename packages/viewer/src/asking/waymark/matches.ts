/** `GET traces/:id/matches`: which spans of a trace a filter finds. */

import { spanHolds } from '../../store/matching/span-condition.ts';
import { asksForMore, fieldsHold } from '../../store/matching/span-fields.ts';
import type { SpanCondition } from '../../store/queries.ts';
import type { TraceColumns } from '../../store/telemetry-store.ts';
import { Turns } from '../turns.ts';
import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { foundTrace } from './found-trace.ts';
import { hexOf } from './hex.ts';
import { whereOf } from './parameters.ts';
import type { MatchesJson } from './shapes.ts';

/** By the columns first, which are quick to read: whole spans are only looked at where those leave it open. */
export async function matches(asked: Asked): Promise<MatchesJson> {
  const condition = whereOf(asked.query, spanFilter);
  const { traceId } = await foundTrace(asked, asked.names[0] ?? '');
  const columns = await asked.store.columnsOf(traceId);
  const spanIds = columnMatches(columns, traceId, condition);
  if (spanIds.length === 0 || !asksForMore(condition)) return { spanIds };
  const only = spanIds.length < columns.start.length ? new Set(spanIds) : undefined;
  const turns = new Turns();
  const found: string[] = [];
  for (const stored of await asked.store.spansOf(traceId, only)) {
    if (turns.over) await turns.next();
    if (spanHolds(stored, condition)) found.push(stored.span.spanId);
  }
  return { spanIds: found };
}

function columnMatches(columns: TraceColumns, traceId: string, condition: SpanCondition): string[] {
  const { services, names, service, name, kind, status, start, end } = columns;
  const found: string[] = [];
  columns.spanId.forEach((id, row) => {
    const fields = {
      traceId,
      spanId: hexOf(id),
      service: services[service[row]!]!,
      name: names[name[row]!]!,
      kind: kind[row]!,
      status: status[row]!,
      durationNano: end[row]! - start[row]!,
    };
    if (fieldsHold(fields, condition)) found.push(fields.spanId);
  });
  return found;
}
