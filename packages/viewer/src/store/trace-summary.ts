/** A trace in one line, and as columns, from its spans. */

import { compare } from './compare.ts';
import { endOf, startOf } from './matching/span-condition.ts';
import { STATUS_ERROR } from './matching/span-fields.ts';
import { Names } from './names.ts';
import { spanRequestId } from './request-id.ts';
import type { StoredSpan, TraceColumns, TraceSummary } from './telemetry-store.ts';

/** By start, and where two start at once in an order of their own, whatever arrived first. */
export function compareSpans(one: StoredSpan, other: StoredSpan): number {
  return (
    compare(startOf(one), startOf(other)) ||
    compare(one.span.spanId, other.span.spanId) ||
    compare(one.span.kind, other.span.kind) ||
    compare(one.service, other.service)
  );
}

/** @param spans all of one trace, in order of {@link compareSpans}; at least one */
export function summaryOf(spans: readonly StoredSpan[]): TraceSummary {
  const ids = new Set(spans.map(({ span }) => span.spanId));
  const root = spans.find(({ span }) => span.parentSpanId === '');
  const { service, span } = root ?? spans[0]!;
  return {
    traceId: span.traceId,
    rootService: service,
    rootName: span.name,
    hasRoot: root !== undefined,
    startUnixNano: startOf(spans[0]!),
    endUnixNano: spans.map(endOf).sort(compare).at(-1)!,
    spanCount: spans.length,
    errorCount: spans.filter(isError).length,
    orphanCount: spans.filter((each) => each.span.parentSpanId !== '' && !ids.has(each.span.parentSpanId))
      .length,
    services: servicesOf(spans),
    ...requestIdOf(spans),
  };
}

/** @param spans as for {@link summaryOf}, or none */
export function columnsOf(spans: readonly StoredSpan[]): TraceColumns {
  const services = new Names();
  const names = new Names();
  return {
    spanId: BigUint64Array.from(spans, ({ span }) => BigInt(`0x${span.spanId}`)),
    parentSpanId: BigUint64Array.from(spans, ({ span }) => BigInt(`0x${span.parentSpanId || 0}`)),
    service: Uint32Array.from(spans, ({ service }) => services.indexOf(service)),
    name: Uint32Array.from(spans, ({ span }) => names.indexOf(span.name)),
    kind: Uint8Array.from(spans, ({ span }) => span.kind),
    status: Uint8Array.from(spans, ({ span }) => span.status.code),
    start: BigUint64Array.from(spans, startOf),
    end: BigUint64Array.from(spans, endOf),
    services: services.all,
    names: names.all,
    ...requestIdOf(spans),
  };
}

function servicesOf(spans: readonly StoredSpan[]): TraceSummary['services'] {
  const byService = Map.groupBy(spans, ({ service }) => service);
  return [...byService].map(([name, own]) => ({
    name,
    spanCount: own.length,
    errorCount: own.filter(isError).length,
  }));
}

function requestIdOf(spans: readonly StoredSpan[]): { requestId?: string } {
  for (const { span } of spans) {
    const requestId = spanRequestId(span);
    if (requestId !== undefined) return { requestId };
  }
  return {};
}

const isError = ({ span }: StoredSpan) => span.status.code === STATUS_ERROR;
