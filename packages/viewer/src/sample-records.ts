/** Records for tests: valid defaults, and ids that show their number. */

import type { LogRecord, SpanRecord } from './records.ts';

export const traceId = (number: number) => number.toString(16).padStart(32, '0');
export const spanId = (number: number) => number.toString(16).padStart(16, '0');

export function spanRecord(trace: number, span: number, over: Partial<SpanRecord> = {}): SpanRecord {
  return {
    traceId: traceId(trace),
    spanId: spanId(span),
    parentSpanId: undefined,
    service: 'shop',
    scope: 'http',
    name: 'GET',
    kind: 'SERVER',
    startUnixNano: 1_000_000n,
    durationNano: 2_000_000,
    status: 'UNSET',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    resource: { 'service.name': 'shop' },
    requestId: undefined,
    ...over,
  };
}

export function logRecord(trace: number, span: number, over: Partial<LogRecord> = {}): LogRecord {
  return {
    traceId: traceId(trace),
    spanId: spanId(span),
    service: 'shop',
    scope: 'pino',
    timeUnixNano: 1_500_000n,
    severityNumber: 9,
    severity: 'INFO',
    body: 'hello',
    attributes: {},
    resource: { 'service.name': 'shop' },
    requestId: undefined,
    ...over,
  };
}
