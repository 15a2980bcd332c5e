/** ExportTraceServiceRequest from bytes (opentelemetry/proto/trace/v1/trace.proto). */

import { ByteReader, type DecodeLimits } from './byte-reader.ts';
import {
  type DecodedAttributes,
  type DecodedResource,
  type DecodedScope,
  newResource,
  newScope,
  readKeyValue,
  readNew,
  readRequest,
  readResource,
  readScope,
  SPAN_ID_BYTES,
  TRACE_ID_BYTES,
} from './common.ts';

export interface DecodedResourceSpans {
  resource: DecodedResource;
  schemaUrl: string;
  scopeSpans: DecodedScopeSpans[];
}

export interface DecodedScopeSpans {
  scope: DecodedScope;
  schemaUrl: string;
  spans: DecodedSpan[];
}

/** A span as sent: what was absent has protobuf's default, so an empty parent id means a root. */
export interface DecodedSpan {
  /** Lower-case hex, empty when absent. */
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  /** OTLP's SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Nanoseconds since the epoch. */
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
  events: DecodedEvent[];
  droppedEventsCount: number;
  links: DecodedLink[];
  droppedLinksCount: number;
  /** OTLP's StatusCode: 0 unset, 1 ok, 2 error. */
  status: { code: number; message: string };
  /** W3C trace flags, 0x100 = it is known whether the parent is remote, 0x200 = it is. */
  flags: number;
}

export interface DecodedEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
}

export interface DecodedLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
  flags: number;
}

/**
 * Decodes the body of `POST /v1/traces`, already decompressed. Fields that are not known are passed over.
 * @throws DecodeError, and nothing else, whatever the bytes are
 */
export function decodeTraces(body: Uint8Array, limits: DecodeLimits = {}): DecodedResourceSpans[] {
  return readRequest(new ByteReader(body, limits), newResourceSpans, readResourceSpans);
}

function readResourceSpans(reader: ByteReader, group: DecodedResourceSpans): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) readResource(reader, group.resource);
    else if (tag === 0x12) group.scopeSpans.push(readNew(reader, newScopeSpans, readScopeSpans));
    else if (tag === 0x1a) group.schemaUrl = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readScopeSpans(reader: ByteReader, group: DecodedScopeSpans): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) readScope(reader, group.scope);
    else if (tag === 0x12) group.spans.push(readNew(reader, newSpan, readSpan));
    else if (tag === 0x1a) group.schemaUrl = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readSpan(reader: ByteReader, span: DecodedSpan): void {
  const outer = reader.enter();
  while (reader.more()) readSpanField(reader, span, reader.tag());
  reader.leave(outer);
}

function readSpanField(reader: ByteReader, span: DecodedSpan, tag: number): void {
  if (tag === 0x0a) span.traceId = reader.id(TRACE_ID_BYTES);
  else if (tag === 0x12) span.spanId = reader.id(SPAN_ID_BYTES);
  else if (tag === 0x1a) span.traceState = reader.string();
  else if (tag === 0x22) span.parentSpanId = reader.id(SPAN_ID_BYTES);
  else if (tag === 0x2a) span.name = reader.string();
  else if (tag === 0x30) span.kind = reader.int32();
  else if (tag === 0x39) span.startTimeUnixNano = reader.fixed64();
  else if (tag === 0x41) span.endTimeUnixNano = reader.fixed64();
  else if (tag === 0x4a) readKeyValue(reader, span.attributes);
  else if (tag === 0x50) span.droppedAttributesCount = reader.uint32();
  else if (tag === 0x5a) span.events.push(readNew(reader, newEvent, readEvent));
  else if (tag === 0x60) span.droppedEventsCount = reader.uint32();
  else if (tag === 0x6a) span.links.push(readNew(reader, newLink, readLink));
  else if (tag === 0x70) span.droppedLinksCount = reader.uint32();
  else if (tag === 0x7a) readStatus(reader, span.status);
  else if (tag === 0x85)
    span.flags = reader.fixed32(); // field 16
  else reader.skip(tag);
}

function readStatus(reader: ByteReader, status: DecodedSpan['status']): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x12) status.message = reader.string();
    else if (tag === 0x18) status.code = reader.int32();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readEvent(reader: ByteReader, event: DecodedEvent): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x09) event.timeUnixNano = reader.fixed64();
    else if (tag === 0x12) event.name = reader.string();
    else if (tag === 0x1a) readKeyValue(reader, event.attributes);
    else if (tag === 0x20) event.droppedAttributesCount = reader.uint32();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readLink(reader: ByteReader, link: DecodedLink): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) link.traceId = reader.id(TRACE_ID_BYTES);
    else if (tag === 0x12) link.spanId = reader.id(SPAN_ID_BYTES);
    else if (tag === 0x1a) link.traceState = reader.string();
    else if (tag === 0x22) readKeyValue(reader, link.attributes);
    else if (tag === 0x28) link.droppedAttributesCount = reader.uint32();
    else if (tag === 0x35) link.flags = reader.fixed32();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

const newResourceSpans = (): DecodedResourceSpans => ({
  resource: newResource(),
  schemaUrl: '',
  scopeSpans: [],
});

const newScopeSpans = (): DecodedScopeSpans => ({ scope: newScope(), schemaUrl: '', spans: [] });

const newSpan = (): DecodedSpan => ({
  traceId: '',
  spanId: '',
  parentSpanId: '',
  traceState: '',
  name: '',
  kind: 0,
  startTimeUnixNano: 0n,
  endTimeUnixNano: 0n,
  attributes: {},
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  status: { code: 0, message: '' },
  flags: 0,
});

const newEvent = (): DecodedEvent => ({
  timeUnixNano: 0n,
  name: '',
  attributes: {},
  droppedAttributesCount: 0,
});

const newLink = (): DecodedLink => ({
  traceId: '',
  spanId: '',
  traceState: '',
  attributes: {},
  droppedAttributesCount: 0,
  flags: 0,
});
