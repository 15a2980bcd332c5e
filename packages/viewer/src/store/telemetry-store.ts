/**
 * What a store of spans and log records can do: the seam between those who take telemetry in, those who answer questions,
 * and the one that keeps it. It lives in the store's thread; times are nanoseconds since the epoch.
 *
 * Methods that read may take long. They give way to others every few milliseconds, so that one slow question does not hold
 * up what arrives; an answer tells what was there at some moment between call and return.
 */

import type { OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from '@waymark/otlp';
import type { LogQuery, SpanCondition, TraceQuery } from './queries.ts';

export type Signal = 'traces' | 'logs';

/** What became of one request's records. */
export interface Taken {
  /** Records that are kept now, or were there already: a batch that is sent again adds nothing. */
  accepted: number;
  /** Records that cannot be kept: spans without a trace id or a span id. */
  rejected: number;
  /** Why some were rejected, or a warning (that old data is being dropped). */
  message?: string;
}

/** A span and what it hangs on. Spans of one group share the objects. */
export interface StoredSpan {
  /** `service.name` of the resource, else `unknown_service`. */
  service: string;
  resource: OtlpResource;
  resourceSchemaUrl: string;
  scope: OtlpScope;
  scopeSchemaUrl: string;
  span: OtlpSpan;
  /** What the sender of a Zipkin span sent, as JSON text, where OTLP cannot hold it. */
  zipkin?: string;
}

export interface StoredLog {
  /** Grows with arrival; names this record for as long as it is kept. */
  id: string;
  service: string;
  resource: OtlpResource;
  resourceSchemaUrl: string;
  scope: OtlpScope;
  scopeSchemaUrl: string;
  record: OtlpLogRecord;
  /** Its time, or the time at which it was observed. */
  timeUnixNano: bigint;
  requestId?: string;
}

/** One trace in a list. */
export interface TraceSummary {
  traceId: string;
  /** Service and name of the root: the earliest span without a parent; of the earliest span where no root arrived. */
  rootService: string;
  rootName: string;
  /** False while no span without a parent has arrived. */
  hasRoot: boolean;
  startUnixNano: bigint;
  /** Of the last span. */
  endUnixNano: bigint;
  spanCount: number;
  /** Spans with status ERROR. */
  errorCount: number;
  /** Spans whose parent has not arrived. */
  orphanCount: number;
  /** In order of their first span. */
  services: { name: string; spanCount: number; errorCount: number }[];
  /** The first one that its spans have. */
  requestId?: string;
}

export interface TracePage {
  traces: TraceSummary[];
  /** To be handed in as `before`, for the next page; undefined at the end. */
  next?: string;
}

export interface LogPage {
  /** Newest first. */
  logs: StoredLog[];
  next?: string;
}

/** A trace as columns, by start: what a waterfall needs of each span, and no more. Ids as numbers of 64 bits. */
export interface TraceColumns {
  services: string[];
  names: string[];
  spanId: BigUint64Array;
  /** 0 for none. */
  parentSpanId: BigUint64Array;
  /** Indices into `services` and `names`. */
  service: Uint32Array;
  name: Uint32Array;
  /** OTLP's numbers. */
  kind: Uint8Array;
  status: Uint8Array;
  start: BigUint64Array;
  end: BigUint64Array;
  /** The first one that its spans have. */
  requestId?: string;
}

export interface FoundId {
  /** Which kind of id it is. */
  kind: 'trace' | 'span' | 'request';
  traceId: string;
  spanId?: string;
  /** Start of the trace, or the time of the log record that has the request id. */
  timeUnixNano: bigint;
}

export interface Operation {
  name: string;
  /** OTLP's number. */
  kind: number;
}

/** A call from one service to another, or within one, in a stretch of time. */
export interface ServiceCall {
  parent: string;
  child: string;
  callCount: number;
  errorCount: number;
}

export interface TimeRange {
  /** Inclusive. */
  fromUnixNano?: bigint;
  /** Exclusive. */
  toUnixNano?: bigint;
}

export interface StoreStatus {
  spans: number;
  logs: number;
  /** As good as exact: filters say which traces are new, and which are gone with a block. */
  traces: number;
  /** Of the file, or of the memory that holds the same. */
  bytes: number;
  /** What retention has dropped since the file was made. */
  dropped: { spans: number; logs: number; lastAtUnixNano?: bigint };
  /** Raised by each change: a page that has seen it need not ask again. */
  version: number;
}

export interface TelemetryStore {
  /**
   * Keeps what an OTLP request holds (protobuf, unpacked). Resolves when it is safe from `kill -9`.
   * @throws DecodeError when the body is not OTLP; then nothing of it is kept
   */
  take(signal: Signal, body: Uint8Array): Promise<Taken>;

  /** All spans of a trace by start, none twice; empty when there are none. `only`: those with these span ids. */
  spansOf(traceId: string, only?: ReadonlySet<string>): Promise<StoredSpan[]>;
  /** Ids of those spans of a trace that satisfy a condition, by start. */
  matchingSpans(traceId: string, condition: SpanCondition): Promise<string[]>;
  /** Those spans of a trace that have events, by start. */
  spansWithEvents(traceId: string): Promise<StoredSpan[]>;
  columnsOf(traceId: string): Promise<TraceColumns>;
  summaryOf(traceId: string): Promise<TraceSummary | undefined>;
  /** Newest first, by the start of the trace. */
  searchTraces(query: TraceQuery): Promise<TracePage>;
  /** By shape first: 32 digits are a trace id, 16 a span id; any text may be a request id (then the newest trace). */
  find(id: string): Promise<FoundId | undefined>;

  /** Newest first. */
  searchLogs(query: LogQuery): Promise<LogPage>;
  /** The one with this id, while it is kept. */
  logOf(id: string): Promise<StoredLog | undefined>;
  /** Of one trace, by time. */
  logsOf(traceId: string): Promise<StoredLog[]>;

  /** Names of services that have spans or logs, sorted. */
  services(signal?: Signal): Promise<string[]>;
  /** Of one service, or of all; distinct, sorted by name and kind. */
  operations(service?: string): Promise<Operation[]>;
  /** Keys of attributes, the most frequent first, or the values of one key: for discovery. */
  attributeKeys(prefix: string, limit: number): Promise<string[]>;
  attributeValues(key: string, prefix: string, limit: number): Promise<string[]>;
  /** Each span whose parent is in its trace is a call from the parent's service. */
  calls(range: TimeRange): Promise<ServiceCall[]>;

  status(): StoreStatus;
  /** Calls back after changes, at most ten times a second. Gives the function that ends it. */
  onChange(changed: (status: StoreStatus) => void): () => void;
  close(): Promise<void>;
}
