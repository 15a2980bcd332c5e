/**
 * OTLP as its JSON mapping has it: the one shape in which decoded telemetry is handed around, exported and imported.
 *
 * Unlike plain JavaScript values it keeps what Jaeger and others show: whether a number was an int or a double, the order
 * of attributes, and keys that come twice. Every field is there, with protobuf's default where the sender left it out, but
 * for the fields marked with `?`. Ids are lower-case hexadecimal, or empty; 64-bit numbers are decimal text; enums are
 * integers (OTLP specification, "JSON Protobuf Encoding").
 */

/** At most one field is set; none means the empty value. */
export interface OtlpAnyValue {
  stringValue?: string;
  boolValue?: boolean;
  /** Decimal text. */
  intValue?: string;
  /** JSON has no number for these three: protobuf's mapping writes them as text. */
  doubleValue?: number | 'NaN' | 'Infinity' | '-Infinity';
  arrayValue?: { values: OtlpAnyValue[] };
  kvlistValue?: { values: OtlpKeyValue[] };
  /** Base64. */
  bytesValue?: string;
}

export interface OtlpKeyValue {
  key: string;
  value: OtlpAnyValue;
}

export interface OtlpResource {
  attributes: OtlpKeyValue[];
  droppedAttributesCount: number;
}

export interface OtlpScope {
  name: string;
  version: string;
  attributes: OtlpKeyValue[];
  droppedAttributesCount: number;
}

/** A line of a file of traces, and a request of `POST /v1/traces`. */
export interface OtlpTraces {
  resourceSpans: OtlpResourceSpans[];
}

export interface OtlpResourceSpans {
  resource: OtlpResource;
  scopeSpans: OtlpScopeSpans[];
  schemaUrl: string;
}

export interface OtlpScopeSpans {
  scope: OtlpScope;
  spans: OtlpSpan[];
  schemaUrl: string;
}

export interface OtlpSpan {
  traceId: string;
  spanId: string;
  traceState: string;
  parentSpanId: string;
  /** W3C trace flags, 0x100 = it is known whether the parent is remote, 0x200 = it is. */
  flags: number;
  name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: OtlpKeyValue[];
  droppedAttributesCount: number;
  events: OtlpEvent[];
  droppedEventsCount: number;
  links: OtlpLink[];
  droppedLinksCount: number;
  /** Code: 0 unset, 1 ok, 2 error. */
  status: { message: string; code: number };
}

export interface OtlpEvent {
  timeUnixNano: string;
  name: string;
  attributes: OtlpKeyValue[];
  droppedAttributesCount: number;
}

export interface OtlpLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: OtlpKeyValue[];
  droppedAttributesCount: number;
  flags: number;
}

/** A line of a file of log records, and a request of `POST /v1/logs`. */
export interface OtlpLogs {
  resourceLogs: OtlpResourceLogs[];
}

export interface OtlpResourceLogs {
  resource: OtlpResource;
  scopeLogs: OtlpScopeLogs[];
  schemaUrl: string;
}

export interface OtlpScopeLogs {
  scope: OtlpScope;
  logRecords: OtlpLogRecord[];
  schemaUrl: string;
}

export interface OtlpLogRecord {
  /** 0 means unknown, and the observed time counts. */
  timeUnixNano: string;
  observedTimeUnixNano: string;
  /** 1 to 24, 0 unspecified. */
  severityNumber: number;
  severityText: string;
  /** Absent when the record has none. */
  body?: OtlpAnyValue;
  attributes: OtlpKeyValue[];
  droppedAttributesCount: number;
  flags: number;
  traceId: string;
  spanId: string;
  eventName: string;
}
