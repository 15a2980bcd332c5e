/**
 * An independent reading of OTLP bytes for tests: protobufjs with a schema written out here, so that our
 * encoder and decoder do not judge each other.
 */

import protobuf from 'protobufjs';

const SCHEMA = `
syntax = "proto3";
message TraceRequest { repeated ResourceSpans resource_spans = 1; }
message LogsRequest { repeated ResourceLogs resource_logs = 1; }
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; string schema_url = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; string schema_url = 3; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3;
  uint32 dropped_attributes_count = 4; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Values { repeated AnyValue values = 1; }
message KeyValues { repeated KeyValue values = 1; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3;
  double double_value = 4; Values array_value = 5; KeyValues kvlist_value = 6; bytes bytes_value = 7; } }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4;
  string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10;
  repeated Event events = 11; uint32 dropped_events_count = 12;
  repeated Link links = 13; uint32 dropped_links_count = 14; Status status = 15; fixed32 flags = 16; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3;
  uint32 dropped_attributes_count = 4; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4;
  uint32 dropped_attributes_count = 5; fixed32 flags = 6; }
message Status { string message = 2; int32 code = 3; }
message LogRecord {
  fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8;
  bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11; string event_name = 12; }
message Metric { string name = 1; string description = 2; string unit = 3;
  oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; ExponentialHistogram exponential_histogram = 10;
  Summary summary = 11; } repeated KeyValue metadata = 12; }
message Gauge { repeated NumberPoint data_points = 1; }
message Sum { repeated NumberPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
message ExponentialHistogram { repeated ExponentialPoint data_points = 1; int32 aggregation_temporality = 2; }
message NumberPoint { repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  oneof value { double as_double = 4; sfixed64 as_int = 6; } repeated Exemplar exemplars = 5; uint32 flags = 8; }
message HistogramPoint { repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  fixed64 count = 4; optional double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
  repeated Exemplar exemplars = 8; uint32 flags = 10; optional double min = 11; optional double max = 12; }
message ExponentialPoint { repeated KeyValue attributes = 1; fixed64 start_time_unix_nano = 2;
  fixed64 time_unix_nano = 3; fixed64 count = 4; optional double sum = 5; sint32 scale = 6; fixed64 zero_count = 7;
  Buckets positive = 8; Buckets negative = 9; uint32 flags = 10; repeated Exemplar exemplars = 11;
  optional double min = 12; optional double max = 13; double zero_threshold = 14; }
message Summary { repeated SummaryPoint data_points = 1; }
message SummaryPoint { repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  fixed64 count = 4; double sum = 5; repeated Quantile quantile_values = 6; uint32 flags = 8; }
message Quantile { double quantile = 1; double value = 2; }
message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
message Exemplar { repeated KeyValue filtered_attributes = 7; fixed64 time_unix_nano = 2;
  oneof value { double as_double = 3; sfixed64 as_int = 6; } bytes span_id = 4; bytes trace_id = 5; }
`;

const { root } = protobuf.parse(SCHEMA);

/** A message as plain data: absent fields have their defaults, 64-bit integers are bigint, ids hex. */
export type Message = { [field: string]: unknown };

/** What a trace request means. */
export function readTraces(body: Uint8Array): Message {
  return read('TraceRequest', body);
}

/** What a logs request means. */
export function readLogs(body: Uint8Array): Message {
  return read('LogsRequest', body);
}

/** What a metrics request means. */
export function readMetrics(body: Uint8Array): Message {
  return read('MetricsRequest', body);
}

/** What `fromProtobuf` should give for the same bytes: OTLP's JSON, with what is absent filled in. */
export function readShape(
  name: 'TraceRequest' | 'LogsRequest' | 'MetricsRequest',
  body: Uint8Array,
): Message {
  const type = root.lookupType(name);
  return shape(type.toObject(type.decode(body), { longs: String, json: true, defaults: true })) as Message;
}

/** The only span of a request. */
export function readOnlySpan(body: Uint8Array): Message {
  return onlyRecord(readTraces(body), 'resourceSpans', 'scopeSpans', 'spans');
}

/** The only log record of a request. */
export function readOnlyLogRecord(body: Uint8Array): Message {
  return onlyRecord(readLogs(body), 'resourceLogs', 'scopeLogs', 'logRecords');
}

/** The same request as protobufjs would write it: fields in order, every length the shortest. */
export function rewritten(name: 'TraceRequest' | 'LogsRequest' | 'MetricsRequest', body: Uint8Array): Buffer {
  const type = root.lookupType(name);
  return Buffer.from(type.encode(type.decode(body)).finish());
}

function read(name: string, body: Uint8Array): Message {
  const type = root.lookupType(name);
  return meaning(type.toObject(type.decode(body), { longs: BigInt, defaults: true })) as Message;
}

function onlyRecord(request: Message, ...path: string[]): Message {
  let message = request;
  for (const field of path) {
    const [first, second] = message[field] as Message[];
    if (first === undefined || second !== undefined) throw new Error(`not exactly one ${field}`);
    message = first;
  }
  return message;
}

/** Ids as hex, and an absent status as what it means. */
function meaning(value: unknown, field = ''): unknown {
  if (field === 'status' && value === null) return { message: '', code: 0 };
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map((item) => meaning(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, meaning(inner, key)]));
}

const ABSENT: Record<string, () => unknown> = {
  status: () => ({ message: '', code: 0 }),
  resource: () => ({ attributes: [], droppedAttributesCount: 0 }),
  scope: () => ({ name: '', version: '', attributes: [], droppedAttributesCount: 0 }),
  value: () => ({}),
};

/** Base64 of ids as hex, zeros as none; an absent message as an empty one. */
function shape(value: unknown, field = ''): unknown {
  if (value === null) return ABSENT[field]?.();
  if (value instanceof Uint8Array && !/id$/i.test(field)) return Buffer.from(value).toString('base64');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').replace(/^0+$/, '');
  if (Array.isArray(value)) return value.map((item) => shape(item));
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([key, inner]) => [key, shape(inner, key)] as const);
  return Object.fromEntries(fields.filter(([, inner]) => inner !== undefined));
}
