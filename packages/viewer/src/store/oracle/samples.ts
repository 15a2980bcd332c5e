/** Telemetry for tests: whole by default, and ids that show their number. */

import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpLogRecord,
  OtlpLogs,
  OtlpResource,
  OtlpSpan,
  OtlpTraces,
} from '@waymark/otlp';

export const traceId = (number: number) => number.toString(16).padStart(32, '0');
export const spanId = (number: number) => number.toString(16).padStart(16, '0');

/** `{ a: 'x', b: 1, c: true, d: 0.5, e: ['y'] }` as attributes: whole numbers are ints. */
export function attributes(values: Record<string, unknown>): OtlpKeyValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export function anyValue(value: unknown): OtlpAnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint' || Number.isInteger(value)) return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  return value ? { kvlistValue: { values: attributes(value as Record<string, unknown>) } } : {};
}

/** A SERVER span `GET` of 2 ms, 1 ms after the epoch. */
export function span(trace: number, id: number, over: Partial<OtlpSpan> = {}): OtlpSpan {
  return {
    traceId: traceId(trace),
    spanId: spanId(id),
    traceState: '',
    parentSpanId: '',
    flags: 0,
    name: 'GET',
    kind: 2,
    startTimeUnixNano: '1000000',
    endTimeUnixNano: '3000000',
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { message: '', code: 0 },
    ...over,
  };
}

/** A line `hello` of severity INFO, 1.5 ms after the epoch. */
export function logRecord(trace: number, id: number, over: Partial<OtlpLogRecord> = {}): OtlpLogRecord {
  return {
    timeUnixNano: '1500000',
    observedTimeUnixNano: '1600000',
    severityNumber: 9,
    severityText: 'INFO',
    body: { stringValue: 'hello' },
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
    traceId: trace ? traceId(trace) : '',
    spanId: id ? spanId(id) : '',
    eventName: '',
    ...over,
  };
}

/** A request of spans, by service. */
export function traces(byService: Record<string, OtlpSpan[]>): OtlpTraces {
  return {
    resourceSpans: Object.entries(byService).map(([service, spans]) => ({
      resource: resource(service),
      scopeSpans: [{ scope: scope(), spans, schemaUrl: '' }],
      schemaUrl: '',
    })),
  };
}

/** A request of log records, by service. */
export function logs(byService: Record<string, OtlpLogRecord[]>): OtlpLogs {
  return {
    resourceLogs: Object.entries(byService).map(([service, logRecords]) => ({
      resource: resource(service),
      scopeLogs: [{ scope: scope(), logRecords, schemaUrl: '' }],
      schemaUrl: '',
    })),
  };
}

const resource = (service: string): OtlpResource => ({
  attributes: attributes({ 'service.name': service }),
  droppedAttributesCount: 0,
});

const scope = () => ({ name: 'tests', version: '', attributes: [], droppedAttributesCount: 0 });
