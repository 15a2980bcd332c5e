/** What OTLP demands of a record beyond its encoding; each finding is one line for `assertClean()`. */

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
