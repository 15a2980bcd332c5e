/** One log record as OTLP's LogRecord message (opentelemetry/proto/logs/v1/logs.proto). */

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
  return (writer, record) => writeLogRecord(writer, record, path);
}

function writeLogRecord(writer: ByteWriter, record: ReadableLogRecord, path: AttributePath): void {
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
  writeTraceContext(writer, record);
  writer.byte(OBSERVED_TIME);
  writeHrTime(writer, record.hrTimeObserved);
  writeText(writer, EVENT_NAME, record.eventName);
}

function writeTraceContext(writer: ByteWriter, { spanContext }: ReadableLogRecord): void {
  if (spanContext === undefined) return;
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
