/** One trace, from its rows: in a line, as columns, or span by span. */

import { fromProtobuf, type OtlpSpan, SPAN_WITH_ZIPKIN } from '@waymark/otlp';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import { STATUS_ERROR } from '../matching/span-fields.ts';
import { Names } from '../names.ts';
import type { SpanCondition } from '../queries.ts';
import type { StoredSpan, TraceColumns, TraceSummary } from '../telemetry-store.ts';
import type { Turns } from '../turns.ts';
import { SpanMatcher } from './span-matcher.ts';
import type { RequestUses, SpanSource } from './span-source.ts';
import type { TraceRows } from './trace-rows.ts';

/** @param rows at least one */
export function summaryOf(traceId: string, rows: TraceRows): TraceSummary {
  const { order } = rows;
  const ids = new Set(Array.from(order, (row) => rows.spanIdOf(row)));
  const root = order.find((row) => rows.parentIdOf(row) === 0n);
  const head = root ?? order[0]!;
  const services = new Map<string, { name: string; spanCount: number; errorCount: number }>();
  let [endUnixNano, errorCount, orphanCount] = [0n, 0, 0];
  for (const row of order) {
    const name = rows.sourceOf(row).service;
    const service = services.get(name) ?? { name, spanCount: 0, errorCount: 0 };
    services.set(name, service);
    const [end, parentId] = [rows.endOf(row), rows.parentIdOf(row)];
    const isError = rows.statusOf(row) === STATUS_ERROR;
    service.spanCount++;
    if (isError) service.errorCount++;
    if (isError) errorCount++;
    if (end > endUnixNano) endUnixNano = end;
    if (parentId !== 0n && !ids.has(parentId)) orphanCount++;
  }
  return {
    traceId,
    rootService: rows.sourceOf(head).service,
    rootName: rows.nameOf(head),
    hasRoot: root !== undefined,
    startUnixNano: rows.start,
    endUnixNano,
    spanCount: rows.length,
    errorCount,
    orphanCount,
    services: [...services.values()],
    ...requestIdOf(rows),
  };
}

export function columnsOf(rows: TraceRows): TraceColumns {
  const { order } = rows;
  const services = new Names();
  const names = new Names();
  const columns: TraceColumns = {
    spanId: new BigUint64Array(order.length),
    parentSpanId: new BigUint64Array(order.length),
    service: new Uint32Array(order.length),
    name: new Uint32Array(order.length),
    kind: new Uint8Array(order.length),
    status: new Uint8Array(order.length),
    start: new BigUint64Array(order.length),
    end: new BigUint64Array(order.length),
    services: services.all,
    names: names.all,
    ...requestIdOf(rows),
  };
  for (const [at, row] of order.entries()) {
    columns.spanId[at] = rows.spanIdOf(row);
    columns.parentSpanId[at] = rows.parentIdOf(row);
    columns.service[at] = services.indexOf(rows.sourceOf(row).service);
    columns.name[at] = names.indexOf(rows.nameOf(row));
    columns.kind[at] = rows.kindOf(row);
    columns.status[at] = rows.statusOf(row);
    columns.start[at] = rows.startOf(row);
    columns.end[at] = rows.endOf(row);
  }
  return columns;
}

/** Ids of the spans that a condition finds. */
export async function matchingSpans(
  rows: TraceRows,
  condition: SpanCondition,
  turns: Turns,
): Promise<string[]> {
  const matcher = new SpanMatcher(condition);
  const bySource = new Map<SpanSource, Uint8Array | undefined>();
  const found: string[] = [];
  for (const row of rows.order) {
    const source = rows.sourceOf(row);
    if (!bySource.has(source)) {
      bySource.set(
        source,
        unlessGone(() => (matcher.mayMatch(source) ? matcher.matches(source) : undefined)),
      );
      await turns.giveWay();
    }
    if (bySource.get(source)?.[rows.recordOf(row)] === 1) found.push(hexOf(rows.spanIdOf(row)));
  }
  return found;
}

const hexOf = (id: bigint) => id.toString(16).padStart(16, '0');

/** Spans that have events, whole. */
export async function spansWithEvents(rows: TraceRows, turns: Turns): Promise<StoredSpan[]> {
  const hasEvents = (row: number) => rows.sourceOf(row).eventCount(rows.recordOf(row)) > 0;
  return spansOfRows(
    rows.order.filter((row) => unlessGone(() => hasEvents(row)) ?? false),
    rows,
    turns,
  );
}

/** @param only those with these span ids */
export async function spansOf(
  rows: TraceRows,
  only: ReadonlySet<string> | undefined,
  turns: Turns,
): Promise<StoredSpan[]> {
  const wanted = only && new Set(Array.from(only, (id) => BigInt(`0x${id || 0}`)));
  const order = wanted ? rows.order.filter((row) => wanted.has(rows.spanIdOf(row))) : rows.order;
  return spansOfRows(order, rows, turns);
}

async function spansOfRows(order: Uint32Array, rows: TraceRows, turns: Turns): Promise<StoredSpan[]> {
  const spans: StoredSpan[] = [];
  const message = new GrowingBytes(1024);
  for (const row of order) {
    const span = unlessGone(() => storedSpan(rows, row, message));
    if (span !== undefined) spans.push(span);
    if (turns.isOver) await turns.giveWay();
  }
  return spans;
}

function storedSpan(rows: TraceRows, row: number, message: GrowingBytes): StoredSpan {
  const source = rows.sourceOf(row);
  const record = rows.recordOf(row);
  message.length = 0;
  source.appendSpan(message, record);
  const { zipkin, ...span } = fromProtobuf(SPAN_WITH_ZIPKIN, message.bytes());
  const group = source.meta().groups[rows.columnsOf(row).group[record]!]!;
  const stored = { service: source.service, ...group, span: span as OtlpSpan };
  return zipkin === undefined ? stored : { ...stored, zipkin };
}

/** The first one that its spans have. */
function requestIdOf(rows: TraceRows): { requestId?: string } {
  const requests = new Map<SpanSource, RequestUses | undefined>();
  for (const row of rows.order) {
    const source = rows.sourceOf(row);
    if (!requests.has(source))
      requests.set(
        source,
        unlessGone(() => source.requests()),
      );
    const uses = requests.get(source);
    const requestId = uses && bestOf(uses, rows.recordOf(row));
    if (requestId !== undefined) return { requestId };
  }
  return {};
}

/** Of the pairs, the first that has this record. */
function bestOf({ texts, uses }: RequestUses, record: number): string | undefined {
  let [low, high] = [0, uses.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (uses[middle * 2]! < record) low = middle + 1;
    else high = middle;
  }
  return uses[low * 2] === record ? texts[uses[low * 2 + 1]!] : undefined;
}
