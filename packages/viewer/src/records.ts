/** What the store keeps and hands back. Plain values only: everything here survives JSON but for `bigint`. */

export type Attributes = Record<string, unknown>;

export type SpanKind = 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
export type StatusCode = 'UNSET' | 'OK' | 'ERROR';

/** Something noted on a span. Times are nanoseconds since the epoch, which a double cannot hold. */
export interface SpanEvent {
  name: string;
  timeUnixNano: bigint;
  attributes: Attributes;
}

/** A reference from a span to another one, possibly of another trace. */
export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** One span. Ids are lower-case hex. */
export interface SpanRecord {
  traceId: string;
  spanId: string;
  /** Undefined for a root. */
  parentSpanId: string | undefined;
  /** `service.name` of the resource. */
  service: string;
  scope: string;
  name: string;
  kind: SpanKind;
  startUnixNano: bigint;
  durationNano: number;
  status: StatusCode;
  statusMessage: string;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
  resource: Attributes;
  /** `http.request.id` of the span. */
  requestId: string | undefined;
}

/** One log record. It may belong to a trace without its span ever arriving. */
export interface LogRecord {
  traceId: string | undefined;
  spanId: string | undefined;
  service: string;
  /** Name of the logger. */
  scope: string;
  timeUnixNano: bigint;
  severityNumber: number;
  /** `ERROR` and the like; derived from the number when the sender gave no text. */
  severity: string;
  body: unknown;
  attributes: Attributes;
  resource: Attributes;
  /** `http.request.id` of the record. */
  requestId: string | undefined;
}

/** All that arrived of one trace: spans by start, log records by time. */
export interface Trace {
  traceId: string;
  /** The first request id on its spans, else on its log records. */
  requestId: string | undefined;
  spans: SpanRecord[];
  logs: LogRecord[];
}

/** One line of a list of traces. */
export interface TraceSummary {
  traceId: string;
  requestId: string | undefined;
  /** Service and name of the root, or of the earliest span while the root is missing. */
  service: string;
  name: string;
  startUnixNano: bigint;
  durationNano: number;
  spans: number;
  /** Spans with status ERROR. */
  errors: number;
  services: number;
}
