/** One ended span as OTLP's Span message (opentelemetry/proto/trace/v1/trace.proto). */

import { type Link, type SpanContext, SpanKind, type SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { AttributePath } from './attribute-path.ts';
import type { ByteWriter } from './byte-writer.ts';
import { type KeptSpan, keptSpan } from './kept-span.ts';
import { writeAttributes } from './key-value.ts';
import type { WriteRecord } from './record-encoder.ts';
import { writeShared } from './shared-bytes.ts';
import { writeHrTime, writeMillis } from './time.ts';

const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const TRACE_STATE = 0x1a;
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;
const PARENT_SPAN_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START_TIME = 0x39;
const END_TIME = 0x41;
const ATTRIBUTES = 0x4a;
const DROPPED_ATTRIBUTES = 0x50;
const EVENTS = 0x5a;
const DROPPED_EVENTS = 0x60;
const LINKS = 0x6a;
const DROPPED_LINKS = 0x70;
const STATUS = 0x7a;
/** Field 16 has a tag of two bytes: 0x85 0x01. */
const FLAGS = 0x85;
const FLAGS_TAG_END = 0x01;

const STATUS_MESSAGE = 0x12;
const STATUS_CODE = 0x18;

const EVENT_TIME = 0x09;
const EVENT_NAME = 0x12;
const EVENT_ATTRIBUTES = 0x1a;
const EVENT_DROPPED_ATTRIBUTES = 0x20;

const LINK_ATTRIBUTES = 0x22;
const LINK_DROPPED_ATTRIBUTES = 0x28;
const LINK_FLAGS = 0x35;

/** SpanFlags of trace.proto: the parent's locality is known, and it is another process. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** What writes the fields of a span, without tag and length. Keeps what spans of one scope have in common. */
export function spanWriter(): WriteRecord<ReadableSpan> {
  // Spans of a kind resemble each other.
  const paths = Array.from({ length: SpanKind.CONSUMER + 1 }, () => new AttributePath(ATTRIBUTES));
  // And so do the lines of a log that are their events.
  const events = new AttributePath(EVENT_ATTRIBUTES);
  return (writer, span) => writeSpan(writer, span, paths[span.kind] ?? paths[0]!, events);
}

function writeSpan(
  writer: ByteWriter,
  span: ReadableSpan,
  path: AttributePath,
  ofEvents: AttributePath,
): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  const kept = keptSpan(span);
  if (kept?.idBytes !== undefined) writeKeptIdentity(writer, kept, kept.idBytes);
  else writeIdentity(writer, context);
  if (parent?.spanId) {
    writer.byte(PARENT_SPAN_ID);
    writer.hex(parent.spanId);
  }
  writer.byte(NAME);
  writer.string(span.name);
  writer.byte(KIND);
  writer.byte(span.kind + 1); // the API counts from INTERNAL = 0, OTLP from UNSPECIFIED = 0
  if (kept !== undefined) writeKept(writer, kept, path, ofEvents);
  else writeReadable(writer, span, path, ofEvents);
  writeCount(writer, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
  writeCount(writer, DROPPED_EVENTS, span.droppedEventsCount);
  writeCount(writer, DROPPED_LINKS, span.droppedLinksCount);
  writer.byte(FLAGS);
  writer.byte(FLAGS_TAG_END);
  writer.fixed32(spanFlags(context.traceFlags, parent?.isRemote));
}

/** Times, attributes, events, links and status. */
function writeKept(writer: ByteWriter, span: KeptSpan, path: AttributePath, ofEvents: AttributePath): void {
  const { shared, alsoShared, eventList, linkList, statusSet } = span;
  writer.byte(START_TIME);
  writeMillis(writer, span.startMs);
  writer.byte(END_TIME);
  writeMillis(writer, span.endMs);
  if (shared !== undefined) writeShared(writer, ATTRIBUTES, shared);
  if (alsoShared !== undefined) writeShared(writer, ATTRIBUTES, alsoShared);
  path.write(writer, span.own);
  if (eventList !== undefined) writeEvents(writer, eventList, ofEvents);
  if (linkList !== undefined) writeLinks(writer, linkList);
  if (statusSet !== undefined) writeStatus(writer, statusSet);
}

/** The same of any tracer's span. */
function writeReadable(
  writer: ByteWriter,
  span: ReadableSpan,
  path: AttributePath,
  ofEvents: AttributePath,
): void {
  writer.byte(START_TIME);
  writeHrTime(writer, span.startTime);
  writer.byte(END_TIME);
  writeHrTime(writer, span.endTime);
  path.write(writer, span.attributes);
  writeEvents(writer, span.events, ofEvents);
  writeLinks(writer, span.links);
  writeStatus(writer, span.status);
}

/** Fields 1 to 3 of a span whose ids have not become digits alone. */
function writeKeptIdentity(writer: ByteWriter, span: KeptSpan, bytes: Uint8Array): void {
  const { idAt, parentSpanContext } = span;
  const context = span.spanContext();
  const hasTraceId = parentSpanContext === undefined && idAt >= TRACE_ID_BYTES;
  writer.byte(TRACE_ID);
  if (hasTraceId) writer.id(bytes, idAt - TRACE_ID_BYTES, TRACE_ID_BYTES);
  else writer.hex(context.traceId);
  writer.byte(SPAN_ID);
  writer.id(bytes, idAt, SPAN_ID_BYTES);
  writeTraceState(writer, context);
}

/** Trace id, span id and trace state: fields 1 to 3 of a span and of a link alike. */
function writeIdentity(writer: ByteWriter, context: SpanContext): void {
  writer.byte(TRACE_ID);
  writer.hex(context.traceId);
  writer.byte(SPAN_ID);
  writer.hex(context.spanId);
  writeTraceState(writer, context);
}

function writeTraceState(writer: ByteWriter, context: SpanContext): void {
  const state = context.traceState?.serialize();
  if (!state) return;
  writer.byte(TRACE_STATE);
  writer.string(state);
}

/** A count of zero is what an absent field means. */
function writeCount(writer: ByteWriter, tag: number, count: number | undefined): void {
  if (!count) return;
  writer.byte(tag);
  writer.varint(count);
}

function writeEvents(writer: ByteWriter, events: readonly TimedEvent[], path: AttributePath): void {
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    writer.byte(EVENTS);
    const start = writer.open(2);
    writer.byte(EVENT_TIME);
    writeHrTime(writer, event.time);
    writer.byte(EVENT_NAME);
    writer.string(event.name);
    if (event.attributes) path.write(writer, event.attributes);
    writeCount(writer, EVENT_DROPPED_ATTRIBUTES, event.droppedAttributesCount);
    writer.close(start, 2);
  }
}

function writeLinks(writer: ByteWriter, links: readonly Link[]): void {
  for (let i = 0; i < links.length; i++) {
    const link = links[i]!;
    writer.byte(LINKS);
    const start = writer.open(1);
    writeIdentity(writer, link.context);
    if (link.attributes) writeAttributes(writer, LINK_ATTRIBUTES, link.attributes);
    writeCount(writer, LINK_DROPPED_ATTRIBUTES, link.droppedAttributesCount);
    writer.byte(LINK_FLAGS);
    writer.fixed32(spanFlags(link.context.traceFlags, link.context.isRemote));
    writer.close(start, 1);
  }
}

/** An unset status without a message is what an absent one means. */
function writeStatus(writer: ByteWriter, status: SpanStatus): void {
  if (status.code === SpanStatusCode.UNSET && !status.message) return;
  writer.byte(STATUS);
  const start = writer.open(1);
  if (status.message) {
    writer.byte(STATUS_MESSAGE);
    writer.string(status.message);
  }
  writeCount(writer, STATUS_CODE, status.code);
  writer.close(start, 1);
}

/** W3C trace flags in the low byte; a parent in this process, or none, counts as known to be not remote. */
function spanFlags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);
}
