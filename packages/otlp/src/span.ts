/** One ended span as OTLP's Span message (opentelemetry/proto/trace/v1/trace.proto). */

import { type Link, type SpanContext, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { ByteWriter } from './byte-writer.ts';
import { writeAttributes } from './key-value.ts';
import { writeHrTime, writeMillis } from './time.ts';

/** A span that knows its times as epoch milliseconds, so that no HrTime need be made of them. */
export interface MillisSpan extends ReadableSpan {
  readonly startMs: number;
  readonly endMs: number;
}

const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const TRACE_STATE = 0x1a;
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

/** Writes the fields of a span, without tag and length. */
export function writeSpan(writer: ByteWriter, span: ReadableSpan): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writeIdentity(writer, context);
  if (parent?.spanId) {
    writer.byte(PARENT_SPAN_ID);
    writer.hex(parent.spanId);
  }
  writer.byte(NAME);
  writer.string(span.name);
  writer.byte(KIND);
  writer.byte(span.kind + 1); // the API counts from INTERNAL = 0, OTLP from UNSPECIFIED = 0
  writeTimes(writer, span);
  writeAttributes(writer, ATTRIBUTES, span.attributes);
  writeCount(writer, DROPPED_ATTRIBUTES, span.droppedAttributesCount);
  writeEvents(writer, span.events);
  writeCount(writer, DROPPED_EVENTS, span.droppedEventsCount);
  writeLinks(writer, span.links);
  writeCount(writer, DROPPED_LINKS, span.droppedLinksCount);
  writeStatus(writer, span);
  writer.byte(FLAGS);
  writer.byte(FLAGS_TAG_END);
  writer.fixed32(spanFlags(context.traceFlags, parent?.isRemote));
}

/** Trace id, span id and trace state: fields 1 to 3 of a span and of a link alike. */
function writeIdentity(writer: ByteWriter, context: SpanContext): void {
  writer.byte(TRACE_ID);
  writer.hex(context.traceId);
  writer.byte(SPAN_ID);
  writer.hex(context.spanId);
  const state = context.traceState?.serialize();
  if (!state) return;
  writer.byte(TRACE_STATE);
  writer.string(state);
}

function writeTimes(writer: ByteWriter, span: ReadableSpan | MillisSpan): void {
  const inMillis = 'startMs' in span && typeof span.startMs === 'number';
  writer.byte(START_TIME);
  if (inMillis) writeMillis(writer, span.startMs);
  else writeHrTime(writer, span.startTime);
  writer.byte(END_TIME);
  if (inMillis) writeMillis(writer, span.endMs);
  else writeHrTime(writer, span.endTime);
}

/** A count of zero is what an absent field means. */
function writeCount(writer: ByteWriter, tag: number, count: number | undefined): void {
  if (!count) return;
  writer.byte(tag);
  writer.varint(count);
}

function writeEvents(writer: ByteWriter, events: readonly TimedEvent[]): void {
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    writer.byte(EVENTS);
    const start = writer.open(2);
    writer.byte(EVENT_TIME);
    writeHrTime(writer, event.time);
    writer.byte(EVENT_NAME);
    writer.string(event.name);
    if (event.attributes) writeAttributes(writer, EVENT_ATTRIBUTES, event.attributes);
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
function writeStatus(writer: ByteWriter, { status }: ReadableSpan): void {
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
