/** Spans of Zipkin as OTLP has them, with attributes as plain objects, and with what only Zipkin knows besides. */

/** What the JSON of an event or a link can hold. Tags are text. */
export type ZipkinValue = string | number | boolean | null | ZipkinValue[] | { [key: string]: ZipkinValue };

export type ZipkinAttributes = { [key: string]: ZipkinValue };

export interface ZipkinResourceSpans {
  resource: { attributes: ZipkinAttributes; droppedAttributesCount: number };
  schemaUrl: string;
  scopeSpans: ZipkinScopeSpans[];
}

export interface ZipkinScopeSpans {
  scope: { name: string; version: string; attributes: ZipkinAttributes; droppedAttributesCount: number };
  schemaUrl: string;
  spans: DecodedZipkinSpan[];
}

export interface DecodedZipkinSpan {
  /** 32 lower-case hexadecimal digits; a trace id of 64 bits has zeros in front. */
  traceId: string;
  /** 16 digits. */
  spanId: string;
  /** Empty for a root, and for the server's side of a span whose client is the root. */
  parentSpanId: string;
  traceState: string;
  name: string;
  /** OTLP's SpanKind: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Nanoseconds since the epoch; 0 where Zipkin was not told. */
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: ZipkinAttributes;
  droppedAttributesCount: number;
  events: DecodedZipkinEvent[];
  droppedEventsCount: number;
  links: DecodedZipkinLink[];
  droppedLinksCount: number;
  /** OTLP's StatusCode: 0 unset, 1 ok, 2 error. */
  status: { code: number; message: string };
  /** W3C trace flags: what Zipkin stores was sampled. */
  flags: number;
  /** It has its caller's id (see `separateShared`). */
  shared: boolean;
  /** Stored whatever the sampler said: `X-B3-Flags: 1`. */
  debug: boolean;
  /** The span as it was sent, as JSON of version 2; only if it was asked for (`original`). */
  zipkin?: string;
}

export interface DecodedZipkinEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: ZipkinAttributes;
  droppedAttributesCount: number;
}

export interface DecodedZipkinLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: ZipkinAttributes;
  droppedAttributesCount: number;
  flags: number;
}
