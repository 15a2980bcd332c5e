/** OTLP's messages of traces and logs (opentelemetry-proto v1.11: common, resource, trace and logs). */

import { type FieldSpec, GROUP, MessageType, many, maybe, one, oneof } from './message-type.ts';
import type {
  OtlpAnyValue,
  OtlpEvent,
  OtlpKeyValue,
  OtlpLink,
  OtlpLogRecord,
  OtlpLogs,
  OtlpResource,
  OtlpResourceLogs,
  OtlpResourceSpans,
  OtlpScope,
  OtlpScopeLogs,
  OtlpScopeSpans,
  OtlpSpan,
  OtlpTraces,
} from './otlp-json.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  ENUM,
  FIXED32,
  FIXED64,
  INT64_VARINT,
  SPAN_ID,
  STRING,
  TRACE_ID,
  UINT32_VARINT,
} from './scalars.ts';

export const ANY_VALUE: MessageType<OtlpAnyValue> = new MessageType(
  {
    stringValue: oneof(1, STRING),
    boolValue: oneof(2, BOOL),
    intValue: oneof(3, INT64_VARINT),
    doubleValue: oneof(4, DOUBLE),
    arrayValue: oneof(5, () => ARRAY_VALUE),
    kvlistValue: oneof(6, () => KEY_VALUE_LIST),
    bytesValue: oneof(7, BYTES),
  },
  () => ({}),
  { nests: true },
);

const ARRAY_VALUE: MessageType<{ values: OtlpAnyValue[] }> = new MessageType(
  { values: many(1, () => ANY_VALUE) },
  () => ({ values: [] }),
);

const KEY_VALUE_LIST: MessageType<{ values: OtlpKeyValue[] }> = new MessageType(
  { values: many(1, () => KEY_VALUE) },
  () => ({ values: [] }),
);

export const KEY_VALUE: MessageType<OtlpKeyValue> = new MessageType(
  { key: one(1, STRING), value: one(2, () => ANY_VALUE) },
  () => ({ key: '', value: {} }),
);

export const RESOURCE: MessageType<OtlpResource> = new MessageType(
  { attributes: many(1, () => KEY_VALUE), droppedAttributesCount: one(2, UINT32_VARINT) },
  () => ({ attributes: [], droppedAttributesCount: 0 }),
);

export const SCOPE: MessageType<OtlpScope> = new MessageType(
  {
    name: one(1, STRING),
    version: one(2, STRING),
    attributes: many(3, () => KEY_VALUE),
    droppedAttributesCount: one(4, UINT32_VARINT),
  },
  () => ({ name: '', version: '', attributes: [], droppedAttributesCount: 0 }),
);

const EVENT: MessageType<OtlpEvent> = new MessageType(
  {
    timeUnixNano: one(1, FIXED64),
    name: one(2, STRING),
    attributes: many(3, () => KEY_VALUE),
    droppedAttributesCount: one(4, UINT32_VARINT),
  },
  () => ({ timeUnixNano: '0', name: '', attributes: [], droppedAttributesCount: 0 }),
);

const LINK: MessageType<OtlpLink> = new MessageType(
  {
    traceId: one(1, TRACE_ID),
    spanId: one(2, SPAN_ID),
    traceState: one(3, STRING),
    attributes: many(4, () => KEY_VALUE),
    droppedAttributesCount: one(5, UINT32_VARINT),
    flags: one(6, FIXED32),
  },
  () => ({ traceId: '', spanId: '', traceState: '', attributes: [], droppedAttributesCount: 0, flags: 0 }),
);

const STATUS: MessageType<OtlpSpan['status']> = new MessageType(
  { message: one(2, STRING), code: one(3, ENUM) },
  () => ({ message: '', code: 0 }),
);

const SPAN_FIELDS = {
  traceId: one(1, TRACE_ID),
  spanId: one(2, SPAN_ID),
  traceState: one(3, STRING),
  parentSpanId: one(4, SPAN_ID),
  name: one(5, STRING),
  kind: one(6, ENUM),
  startTimeUnixNano: one(7, FIXED64),
  endTimeUnixNano: one(8, FIXED64),
  attributes: many(9, () => KEY_VALUE),
  droppedAttributesCount: one(10, UINT32_VARINT),
  events: many(11, () => EVENT),
  droppedEventsCount: one(12, UINT32_VARINT),
  links: many(13, () => LINK),
  droppedLinksCount: one(14, UINT32_VARINT),
  status: one(15, () => STATUS),
  flags: one(16, FIXED32),
};

const newSpan = (): OtlpSpan => ({
  traceId: '',
  spanId: '',
  traceState: '',
  parentSpanId: '',
  flags: 0,
  name: '',
  kind: 0,
  startTimeUnixNano: '0',
  endTimeUnixNano: '0',
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { message: '', code: 0 },
});

export const SPAN: MessageType<OtlpSpan> = new MessageType(SPAN_FIELDS, newSpan);

/** Where a span that came from Zipkin keeps what was sent: no number of OTLP's, which others pass over. */
export const ZIPKIN_FIELD = 10009;

export interface SpanWithZipkin extends OtlpSpan {
  /** The span as JSON text. */
  zipkin?: string;
}

/** As {@link SPAN}, with the private field. */
export const SPAN_WITH_ZIPKIN = new MessageType<SpanWithZipkin>(
  { ...SPAN_FIELDS, zipkin: maybe(ZIPKIN_FIELD, STRING) },
  newSpan,
);

const SCOPE_SPANS: MessageType<OtlpScopeSpans> = new MessageType(...scopeSpansOf(() => SPAN));

const RESOURCE_SPANS: MessageType<OtlpResourceSpans> = new MessageType(...resourceSpansOf(() => SCOPE_SPANS));

export const TRACES: MessageType<OtlpTraces> = new MessageType(
  { resourceSpans: many(1, () => RESOURCE_SPANS) },
  () => ({ resourceSpans: [] }),
);

/** As {@link TRACES}, with the private field of spans: only for what comes from ourselves. */
export const TRACES_WITH_ZIPKIN: MessageType<OtlpTraces> = new MessageType(
  { resourceSpans: many(1, () => RESOURCE_SPANS_WITH_ZIPKIN) },
  () => ({ resourceSpans: [] }),
);

const SCOPE_SPANS_WITH_ZIPKIN: MessageType<OtlpScopeSpans> = new MessageType(
  ...scopeSpansOf(() => SPAN_WITH_ZIPKIN),
);

const RESOURCE_SPANS_WITH_ZIPKIN: MessageType<OtlpResourceSpans> = new MessageType(
  ...resourceSpansOf(() => SCOPE_SPANS_WITH_ZIPKIN),
);

function scopeSpansOf(span: () => MessageType<OtlpSpan>) {
  const fields = { scope: one(1, () => SCOPE), spans: many(2, span), schemaUrl: one(3, STRING) };
  const make = (): OtlpScopeSpans => ({ scope: SCOPE.make(), spans: [], schemaUrl: '' });
  return [fields, make, GROUP] as const;
}

function resourceSpansOf(scopeSpans: () => MessageType<OtlpScopeSpans>) {
  const fields = {
    resource: one(1, () => RESOURCE),
    scopeSpans: many(2, scopeSpans),
    schemaUrl: one(3, STRING),
  } satisfies Record<string, FieldSpec>;
  const make = (): OtlpResourceSpans => ({ resource: RESOURCE.make(), scopeSpans: [], schemaUrl: '' });
  return [fields, make, GROUP] as const;
}

export const LOG_RECORD = new MessageType<OtlpLogRecord>(
  {
    timeUnixNano: one(1, FIXED64),
    severityNumber: one(2, ENUM),
    severityText: one(3, STRING),
    body: maybe(5, () => ANY_VALUE),
    attributes: many(6, () => KEY_VALUE),
    droppedAttributesCount: one(7, UINT32_VARINT),
    flags: one(8, FIXED32),
    traceId: one(9, TRACE_ID),
    spanId: one(10, SPAN_ID),
    observedTimeUnixNano: one(11, FIXED64),
    eventName: one(12, STRING),
  },
  () => ({
    timeUnixNano: '0',
    observedTimeUnixNano: '0',
    severityNumber: 0,
    severityText: '',
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  }),
);

const SCOPE_LOGS: MessageType<OtlpScopeLogs> = new MessageType(
  { scope: one(1, () => SCOPE), logRecords: many(2, () => LOG_RECORD), schemaUrl: one(3, STRING) },
  () => ({ scope: SCOPE.make(), logRecords: [], schemaUrl: '' }),
  GROUP,
);

const RESOURCE_LOGS: MessageType<OtlpResourceLogs> = new MessageType(
  { resource: one(1, () => RESOURCE), scopeLogs: many(2, () => SCOPE_LOGS), schemaUrl: one(3, STRING) },
  () => ({ resource: RESOURCE.make(), scopeLogs: [], schemaUrl: '' }),
  GROUP,
);

export const LOGS: MessageType<OtlpLogs> = new MessageType(
  { resourceLogs: many(1, () => RESOURCE_LOGS) },
  () => ({ resourceLogs: [] }),
);
