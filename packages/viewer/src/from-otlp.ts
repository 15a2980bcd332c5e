/** Decoded OTLP to records: names for numbers, the service and the request id where the store can find them. */

import type {
  DecodedAttributes,
  DecodedLogRecord,
  DecodedResource,
  DecodedResourceLogs,
  DecodedResourceSpans,
  DecodedSpan,
} from '@waymark/otlp';
import type { LogRecord, SpanKind, SpanRecord, StatusCode } from './records.ts';

/** What a request held: records to keep, and how many could not be kept. */
export interface Taken<T> {
  records: T[];
  rejected: number;
}

/** Spans without a trace id or a span id are rejected: there would be no way to find them. */
export function toSpanRecords(groups: readonly DecodedResourceSpans[]): Taken<SpanRecord> {
  const all = groups.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => toSpanRecord(span, scope.name, resource))),
  );
  const records = all.filter(({ traceId, spanId }) => traceId !== '' && spanId !== '');
  return { records, rejected: all.length - records.length };
}

export function toLogRecords(groups: readonly DecodedResourceLogs[]): Taken<LogRecord> {
  const records = groups.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => toLogRecord(record, scope.name, resource)),
    ),
  );
  return { records, rejected: 0 };
}

const KINDS: SpanKind[] = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES: StatusCode[] = ['UNSET', 'OK', 'ERROR'];

function toSpanRecord(span: DecodedSpan, scope: string, resource: DecodedResource): SpanRecord {
  const startUnixNano = storable(span.startTimeUnixNano);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    service: serviceOf(resource),
    scope,
    name: span.name,
    kind: KINDS[span.kind] ?? 'UNSPECIFIED',
    startUnixNano,
    durationNano: durationOf(startUnixNano, storable(span.endTimeUnixNano)),
    status: STATUSES[span.status.code] ?? 'UNSET',
    statusMessage: span.status.message,
    attributes: span.attributes,
    events: span.events.map(({ name, timeUnixNano, attributes }) => ({ name, timeUnixNano, attributes })),
    links: span.links.map(({ traceId, spanId, attributes }) => ({ traceId, spanId, attributes })),
    resource: resource.attributes,
    requestId: requestIdOf(span.attributes),
  };
}

function toLogRecord(record: DecodedLogRecord, scope: string, resource: DecodedResource): LogRecord {
  return {
    traceId: record.traceId || undefined,
    spanId: record.spanId || undefined,
    service: serviceOf(resource),
    scope,
    timeUnixNano: storable(record.timeUnixNano || record.observedTimeUnixNano),
    severityNumber: record.severityNumber,
    severity: record.severityText || severityName(record.severityNumber),
    body: record.body ?? null,
    attributes: record.attributes,
    resource: resource.attributes,
    requestId: requestIdOf(record.attributes),
  };
}

function serviceOf({ attributes }: DecodedResource): string {
  return String(attributes['service.name'] ?? 'unknown_service');
}

function requestIdOf(attributes: DecodedAttributes): string | undefined {
  const id = attributes['http.request.id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The names of the data model's ranges of four: 9 to 12 is INFO. */
function severityName(severityNumber: number): string {
  return ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][Math.ceil(severityNumber / 4) - 1] ?? '';
}

const INT64_MAX = 2n ** 63n - 1n;

/** OTLP's times are unsigned, SQLite's integers are not; one bad clock must not cost the whole batch. */
function storable(nano: bigint): bigint {
  return nano > INT64_MAX ? INT64_MAX : nano;
}

function durationOf(start: bigint, end: bigint): number {
  return Math.min(Math.max(Number(end - start), 0), Number.MAX_SAFE_INTEGER);
}
