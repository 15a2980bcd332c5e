/** What OTLP demands of a record beyond its encoding; each finding is one line for `assertClean()`. */

import type { TestMetric, TestPoint } from './metrics.ts';
import type { Message } from './otlp-proto.ts';
import type { TestLog, TestSpan } from './telemetry.ts';

/** What is wrong with a span, if anything. */
export function spanFaults(span: TestSpan): string[] {
  const faults: string[] = [];
  if (!isId(span.traceId, 32)) faults.push(`trace id "${span.traceId}" is not 16 bytes, not all zero`);
  if (!isId(span.spanId, 16)) faults.push(`span id "${span.spanId}" is not 8 bytes, not all zero`);
  if (span.parentSpanId !== undefined && !isId(span.parentSpanId, 16)) {
    faults.push(`parent span id "${span.parentSpanId}" is not 8 bytes, not all zero`);
  }
  if (span.name === '') faults.push('has no name');
  if (span.startUnixNano === 0n) faults.push('has no start time');
  if (span.endUnixNano < span.startUnixNano) faults.push('ends before it starts');
  return faults.map((fault) => `span "${span.name}" of ${span.service}: ${fault}`);
}

/** What is wrong with a log record, if anything. */
export function logFaults(log: TestLog): string[] {
  const faults: string[] = [];
  if (log.traceId !== undefined && !isId(log.traceId, 32))
    faults.push(`trace id "${log.traceId}" is invalid`);
  if (log.spanId !== undefined && !isId(log.spanId, 16)) faults.push(`span id "${log.spanId}" is invalid`);
  if (log.spanId !== undefined && log.traceId === undefined) faults.push('has a span id and no trace id');
  if (log.timeMs === undefined && log.observedMs === undefined) faults.push('has no time at all');
  return faults.map((fault) => `log record "${String(log.body)}" of ${log.service}: ${fault}`);
}

/** What is wrong with a metric, if anything. */
export function metricFaults(metric: TestMetric): string[] {
  const faults = metric.points.flatMap((point) => pointFaults(point));
  if (metric.name === '') faults.push('has no name');
  const streams = metric.points.map(({ attributes }) => JSON.stringify(Object.entries(attributes).sort()));
  if (new Set(streams).size < streams.length) faults.push('has two points with the same attributes');
  return faults.map((fault) => `metric "${metric.name}" of ${metric.service}: ${fault}`);
}

function pointFaults(point: TestPoint): string[] {
  const faults: string[] = [];
  if (point.timeMs === 0) faults.push('a point has no time');
  if (point.startMs > point.timeMs) faults.push('a point starts after its time');
  const counted = point.counts?.reduce((sum, count) => sum + count, 0);
  if (counted !== undefined && counted !== point.count) {
    faults.push(`a point counts ${point.count}, its buckets ${counted}`);
  }
  if (point.counts !== undefined && point.counts.length !== (point.bounds?.length ?? 0) + 1) {
    faults.push('a point has not one bucket more than bounds');
  }
  for (const { traceId, spanId } of point.exemplars) {
    if (traceId !== undefined && !isId(traceId, 32)) faults.push(`an exemplar's trace id is "${traceId}"`);
    if (spanId !== undefined && !isId(spanId, 16)) faults.push(`an exemplar's span id is "${spanId}"`);
  }
  return faults;
}

/** Keys that stand twice in one attribute list anywhere in the request. Plain objects would hide them. */
export function duplicateKeys(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    const keys = value.map((item) => (item as Message | null)?.['key']).filter((key) => key !== undefined);
    const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
    return [
      ...twice.map((key) => `${path}: key "${key}" stands twice`),
      ...value.flatMap((item) => duplicateKeys(item, path)),
    ];
  }
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => duplicateKeys(inner, path ? `${path}.${key}` : key));
}

function isId(id: string, length: number): boolean {
  return id.length === length && /^[0-9a-f]+$/.test(id) && /[^0]/.test(id);
}
