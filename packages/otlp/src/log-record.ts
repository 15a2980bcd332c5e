/** One log record as OTLP's LogRecord message (opentelemetry/proto/logs/v1/logs.proto). */

import type { SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { writeValue } from './any-value.ts';
import { AttributePath } from './attribute-path.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { WriteRecord } from './record-encoder.ts';
import { writeHrTime } from './time.ts';

const TIME = 0x09;
const SEVERITY_NUMBER = 0x10;
const SEVERITY_TEXT = 0x1a;
const BODY = 0x2a;
const ATTRIBUTES = 0x32;
const DROPPED_ATTRIBUTES = 0x38;
const FLAGS = 0x45;
const TRACE_ID = 0x4a;
const SPAN_ID = 0x52;
const OBSERVED_TIME = 0x59;
const EVENT_NAME = 0x62;

/** What writes the fields of a log record, without tag and length. Keeps what records of one scope have in common. */
export function logRecordWriter(): WriteRecord<ReadableLogRecord> {
  const path = new AttributePath(ATTRIBUTES);
  const last: LastContext = { context: undefined, bytes: undefined };
  return (writer, record) => writeLogRecord(writer, record, path, last);
}

/** Whose lines were written last: those of a request come in a row. */
interface LastContext {
  context: SpanContext | undefined;
  /** Made when it is met again: many a span has one record. */
  bytes: Uint8Array | undefined;
}

function writeLogRecord(
  writer: ByteWriter,
  record: ReadableLogRecord,
  path: AttributePath,
  last: LastContext,
): void {
  writer.byte(TIME);
  writeHrTime(writer, record.hrTime);
  if (record.severityNumber) {
    writer.byte(SEVERITY_NUMBER);
    writer.varint(record.severityNumber);
  }
  writeText(writer, SEVERITY_TEXT, record.severityText);
  if (record.body !== undefined) {
    writer.byte(BODY);
    writeValue(writer, record.body);
  }
  path.write(writer, record.attributes);
  if (record.droppedAttributesCount) {
    writer.byte(DROPPED_ATTRIBUTES);
    writer.varint(record.droppedAttributesCount);
  }
  if (record.spanContext !== undefined) writeTraceContext(writer, record.spanContext, last);
  writer.byte(OBSERVED_TIME);
  writeHrTime(writer, record.hrTimeObserved);
  writeText(writer, EVENT_NAME, record.eventName);
}

function writeTraceContext(writer: ByteWriter, context: SpanContext, last: LastContext): void {
  const isAgain = context === last.context;
  if (isAgain && last.bytes !== undefined) {
    writer.raw(last.bytes);
    return;
  }
  const start = writer.pos;
  writeSpanContext(writer, context);
  last.context = context;
  last.bytes = isAgain ? writer.copyFrom(start) : undefined;
}

function writeSpanContext(writer: ByteWriter, spanContext: SpanContext): void {
  if (spanContext.traceFlags) {
    writer.byte(FLAGS);
    writer.fixed32(spanContext.traceFlags);
  }
  if (spanContext.traceId) {
    writer.byte(TRACE_ID);
    writer.hex(spanContext.traceId);
  }
  if (spanContext.spanId) {
    writer.byte(SPAN_ID);
    writer.hex(spanContext.spanId);
  }
}

function writeText(writer: ByteWriter, tag: number, text: string | undefined): void {
  if (!text) return;
  writer.byte(tag);
  writer.string(text);
}
