/**
 * The JSON of the viewer's own API, below `/api/waymark/`, as the page and others read it. Times are decimal text of
 * nanoseconds since the epoch, durations numbers of nanoseconds. Errors are `{"error": "one sentence"}` with their status.
 * Lists and skeletons cut names of more than 1,024 characters, lists of log records bodies and attributes of more than 32,768.
 */

import type {
  OtlpAnyValue,
  OtlpEvent,
  OtlpLogRecord,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from '@waymark/otlp';

/** `GET traces?where=&from=&to=&limit=&before=`: newest first. `where` is the filter language; from and to are nanoseconds. */
export interface TraceListJson {
  traces: TraceSummaryJson[];
  next?: string;
}

export interface TraceSummaryJson {
  traceId: string;
  rootService: string;
  rootName: string;
  hasRoot: boolean;
  startUnixNano: string;
  durationNano: number;
  spanCount: number;
  errorCount: number;
  services: { name: string; spanCount: number; errorCount: number }[];
  requestId?: string;
  /** The root still runs: it was announced, and has not ended. */
  pending?: boolean;
}

/**
 * `GET traces/:id/skeleton`: all spans by start, as columns of equal length. `:id` is a trace id; a span id or a
 * request id is looked up by `find` first.
 */
export interface SkeletonJson {
  traceId: string;
  startUnixNano: string;
  requestId?: string;
  services: string[];
  names: string[];
  spanId: string[];
  /** Index of the parent's row; -1 for a root, -2 for a parent that has not arrived. */
  parent: number[];
  service: number[];
  name: number[];
  /** OTLP's numbers: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number[];
  /** OTLP's numbers: 0 unset, 1 ok, 2 error. */
  status: number[];
  /** Nanoseconds after the start of the trace, and long. */
  start: number[];
  duration: number[];
  /** Rows of spans that still run. */
  pending: number[];
  /** Spans that were lost on purpose: "pruned by retention at …". */
  warnings: string[];
}

/** `GET traces/:id/spans/:spanId`: more than one where spans share an id, as Zipkin's client and server may. */
export interface SpanDetailsJson {
  spans: {
    service: string;
    resource: OtlpResource;
    scope: OtlpScope;
    span: OtlpSpan;
    warnings: string[];
  }[];
}

/** `GET traces/:id/events?span=&limit=`: events of the whole trace, or of one span, by time; 5000 by default, at most 20,000. */
export interface EventsJson {
  events: { spanId: string; event: OtlpEvent }[];
  /** There are more than the limit let through. */
  more: boolean;
}

/** `GET logs?where=&text=&service=&severity=&trace=&span=&request=&from=&to=&limit=&before=&after=`: newest first. */
export interface LogListJson {
  logs: LogJson[];
  next?: string;
}

export interface LogJson {
  id: string;
  timeUnixNano: string;
  service: string;
  severityNumber: number;
  severityText: string;
  body?: OtlpAnyValue;
  traceId?: string;
  spanId?: string;
  requestId?: string;
  eventName?: string;
  scope: string;
  attributes: OtlpLogRecord['attributes'];
}

/** `GET logs/:id`: one record with its resource. */
export interface LogDetailsJson {
  log: LogJson;
  resource: OtlpResource;
}

/** `GET find?id=`: where a trace id, span id or request id leads. 404 when nothing has it. */
export interface FoundJson {
  kind: 'trace' | 'span' | 'request';
  traceId: string;
  spanId?: string;
  timeUnixNano: string;
}

/** `GET search?where=…` of spans inside one trace: `GET traces/:id/matches?where=`: the rows' span ids. */
export interface MatchesJson {
  spanIds: string[];
}

/** `GET services`, `GET operations?service=`, `GET attributes?prefix=&limit=`, `GET attributes/:key?prefix=&limit=`. */
export interface NamesJson {
  names: string[];
}

/** `GET map?from=&to=&where=`: who calls whom, over the traces that match. */
export interface ServiceMapJson {
  services: {
    name: string;
    /** Of what sends no spans, and is known by who calls it: `postgresql shop`. Absent for services. */
    kind?: 'database' | 'queue' | 'external';
    /** Requests that it served: spans of kind SERVER and CONSUMER, or roots; of what has a `kind`, calls to it. */
    requests: number;
    errors: number;
    /** Of those spans, in nanoseconds; absent when there are none. */
    p50Nano?: number;
    p95Nano?: number;
    p99Nano?: number;
  }[];
  /** What a service asks of itself is among them; what it does within itself is not. */
  calls: {
    parent: string;
    child: string;
    calls: number;
    errors: number;
    p50Nano?: number;
    p95Nano?: number;
  }[];
  /** Traces that were read for it, and whether there were more. */
  traces: number;
  more: boolean;
  /** Of the spans that were read. */
  seconds: number;
}

/** `GET status`, and each event of `GET live` (server-sent events named `change`). */
export interface StatusJson {
  version: number;
  spans: number;
  logs: number;
  traces: number;
  bytes: number;
  /** One sentence when retention has dropped data. */
  notice?: string;
  /** Where it receives: `http://127.0.0.1:4318`. */
  otlpHttp: string;
  otlpGrpc?: string;
}

/**
 * `POST import` with OTLP-JSON lines: what was taken, or was there already. `GET export?trace=`, `?where=&from=&to=`,
 * `?signal=traces|logs&where=` or without any, for everything, gives such lines.
 */
export interface ImportedJson {
  spans: number;
  logs: number;
  /** Spans without a trace id or a span id. */
  rejected: number;
}
