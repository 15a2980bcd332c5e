/** ExportLogsServiceRequest from bytes (opentelemetry/proto/logs/v1/logs.proto). */

import { ByteReader, type DecodeLimits } from './byte-reader.ts';
import {
  type DecodedAttributes,
  type DecodedResource,
  type DecodedScope,
  type DecodedValue,
  newResource,
  newScope,
  readKeyValue,
  readNew,
  readRequest,
  readResource,
  readScope,
  readValue,
  SPAN_ID_BYTES,
  TRACE_ID_BYTES,
} from './common.ts';

export interface DecodedResourceLogs {
  resource: DecodedResource;
  schemaUrl: string;
  scopeLogs: DecodedScopeLogs[];
}

export interface DecodedScopeLogs {
  scope: DecodedScope;
  schemaUrl: string;
  logRecords: DecodedLogRecord[];
}

/** A log record as sent: what was absent has protobuf's default. */
export interface DecodedLogRecord {
  /** Nanoseconds since the epoch; 0 means unknown, and the observed time counts. */
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  /** Undefined when the record has none; null when it is the empty value. */
  body: DecodedValue | undefined;
  attributes: DecodedAttributes;
  droppedAttributesCount: number;
  /** W3C trace flags. */
  flags: number;
  /** Lower-case hex, empty when absent. */
  traceId: string;
  spanId: string;
  eventName: string;
}

/**
 * Decodes the body of `POST /v1/logs`, already decompressed. Fields that are not known are passed over.
 * @throws DecodeError, and nothing else, whatever the bytes are
 */
export function decodeLogs(body: Uint8Array, limits: DecodeLimits = {}): DecodedResourceLogs[] {
  return readRequest(new ByteReader(body, limits), newResourceLogs, readResourceLogs);
}

function readResourceLogs(reader: ByteReader, group: DecodedResourceLogs): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) readResource(reader, group.resource);
    else if (tag === 0x12) group.scopeLogs.push(readNew(reader, newScopeLogs, readScopeLogs));
    else if (tag === 0x1a) group.schemaUrl = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readScopeLogs(reader: ByteReader, group: DecodedScopeLogs): void {
  const outer = reader.enter();
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) readScope(reader, group.scope);
    else if (tag === 0x12) group.logRecords.push(readNew(reader, newLogRecord, readLogRecord));
    else if (tag === 0x1a) group.schemaUrl = reader.string();
    else reader.skip(tag);
  }
  reader.leave(outer);
}

function readLogRecord(reader: ByteReader, record: DecodedLogRecord): void {
  const outer = reader.enter();
  while (reader.more()) readLogRecordField(reader, record, reader.tag());
  reader.leave(outer);
}

function readLogRecordField(reader: ByteReader, record: DecodedLogRecord, tag: number): void {
  if (tag === 0x09) record.timeUnixNano = reader.fixed64();
  else if (tag === 0x10) record.severityNumber = reader.int32();
  else if (tag === 0x1a) record.severityText = reader.string();
  else if (tag === 0x2a) record.body = readValue(reader);
  else if (tag === 0x32) readKeyValue(reader, record.attributes);
  else if (tag === 0x38) record.droppedAttributesCount = reader.uint32();
  else if (tag === 0x45) record.flags = reader.fixed32();
  else if (tag === 0x4a) record.traceId = reader.id(TRACE_ID_BYTES);
  else if (tag === 0x52) record.spanId = reader.id(SPAN_ID_BYTES);
  else if (tag === 0x59) record.observedTimeUnixNano = reader.fixed64();
  else if (tag === 0x62) record.eventName = reader.string();
  else reader.skip(tag);
}

const newResourceLogs = (): DecodedResourceLogs => ({
  resource: newResource(),
  schemaUrl: '',
  scopeLogs: [],
});

const newScopeLogs = (): DecodedScopeLogs => ({ scope: newScope(), schemaUrl: '', logRecords: [] });

const newLogRecord = (): DecodedLogRecord => ({
  timeUnixNano: 0n,
  observedTimeUnixNano: 0n,
  severityNumber: 0,
  severityText: '',
  body: undefined,
  attributes: {},
  droppedAttributesCount: 0,
  flags: 0,
  traceId: '',
  spanId: '',
  eventName: '',
});
