/** Records to rows and back: names, nanoseconds and JSON text. */

import type { LogRecord, SpanEvent, SpanRecord, TraceSummary } from './records.ts';

type Value = string | number | bigint | null;
export type Row = Record<string, Value>;

/** The parameters of the statement that inserts a span, by column name. */
export function toSpanRow(span: SpanRecord): Row {
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId ?? null,
    service: span.service,
    scope: span.scope,
    name: span.name,
    kind: span.kind,
    start_ns: span.startUnixNano,
    duration_ns: span.durationNano,
    status: span.status,
    status_message: span.statusMessage,
    attributes: toJson(span.attributes),
    events: toJson(span.events),
    links: toJson(span.links),
    resource: toJson(span.resource),
    request_id: span.requestId ?? null,
  };
}

/** Expects a row read with 64-bit integers as bigint. */
export function fromSpanRow(row: Row): SpanRecord {
  return {
    traceId: row['trace_id'] as string,
    spanId: row['span_id'] as string,
    parentSpanId: (row['parent_span_id'] as string | null) ?? undefined,
    service: row['service'] as string,
    scope: row['scope'] as string,
    name: row['name'] as string,
    kind: row['kind'] as SpanRecord['kind'],
    startUnixNano: row['start_ns'] as bigint,
    durationNano: Number(row['duration_ns']),
    status: row['status'] as SpanRecord['status'],
    statusMessage: row['status_message'] as string,
    attributes: JSON.parse(row['attributes'] as string),
    events: (JSON.parse(row['events'] as string) as SpanEvent[]).map((event) => ({
      ...event,
      timeUnixNano: BigInt(event.timeUnixNano),
    })),
    links: JSON.parse(row['links'] as string),
    resource: JSON.parse(row['resource'] as string),
    requestId: (row['request_id'] as string | null) ?? undefined,
  };
}

/** The parameters of the statement that inserts a log record, by column name. */
export function toLogRow(log: LogRecord): Row {
  return {
    trace_id: log.traceId ?? null,
    span_id: log.spanId ?? null,
    service: log.service,
    scope: log.scope,
    time_ns: log.timeUnixNano,
    severity_number: log.severityNumber,
    severity: log.severity,
    body: toJson(log.body ?? null),
    attributes: toJson(log.attributes),
    resource: toJson(log.resource),
    request_id: log.requestId ?? null,
  };
}

/** Expects a row read with 64-bit integers as bigint. */
export function fromLogRow(row: Row): LogRecord {
  return {
    traceId: (row['trace_id'] as string | null) ?? undefined,
    spanId: (row['span_id'] as string | null) ?? undefined,
    service: row['service'] as string,
    scope: row['scope'] as string,
    timeUnixNano: row['time_ns'] as bigint,
    severityNumber: Number(row['severity_number']),
    severity: row['severity'] as string,
    body: JSON.parse(row['body'] as string),
    attributes: JSON.parse(row['attributes'] as string),
    resource: JSON.parse(row['resource'] as string),
    requestId: (row['request_id'] as string | null) ?? undefined,
  };
}

/** Expects a row read with 64-bit integers as bigint. */
export function fromSummaryRow(row: Row): TraceSummary {
  return {
    traceId: row['trace_id'] as string,
    requestId: (row['request_id'] as string | null) ?? undefined,
    service: row['service'] as string,
    name: row['name'] as string,
    startUnixNano: row['start_ns'] as bigint,
    durationNano: Number((row['end_ns'] as bigint) - (row['start_ns'] as bigint)),
    spans: Number(row['spans']),
    errors: Number(row['errors']),
    services: Number(row['services']),
  };
}

/** JSON as OTLP writes it: 64-bit integers as decimal text, bytes as base64. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, encodeValue, indent);
}

function encodeValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}
