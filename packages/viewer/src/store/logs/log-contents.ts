/** Some log records of one service that are kept together: those of an open head, or of a sealed block. */

import { fromProtobuf, LOG_RECORD } from '@waymark/otlp';
import type { AttributeSource } from '../blocks/attribute-source.ts';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { logRequestId } from '../request-id.ts';
import type { StoredLog } from '../telemetry-store.ts';
import { type LogColumns, spanIdText, timeAt, traceIdText } from './log-columns.ts';
import type { LogGroup } from './log-group.ts';

/** What is known of a part without reading it. */
export interface LogBounds {
  service: string;
  count: number;
  firstId: number;
  lastId: number;
  minTime: bigint;
  maxTime: bigint;
  minSeverity: number;
  maxSeverity: number;
}

/** A part that has been read. */
export interface LogContents {
  columns: LogColumns;
  attributes: AttributeSource;
  groups: readonly LogGroup[];
  /** The records' other fields, as protobuf, one after another. */
  rest: Buffer;
}

/** Of LogRecord (opentelemetry/proto/logs/v1/logs.proto): field 6, a message. */
const ATTRIBUTES_TAG = 0x32;

export function logAt({ service, firstId }: LogBounds, contents: LogContents, row: number): StoredLog {
  const { columns } = contents;
  const bytes = new GrowingBytes();
  const rest = restAt(contents, row);
  bytes.append(rest, 0, rest.length);
  contents.attributes.append(bytes, row, 0, columns.attributes[row]!, ATTRIBUTES_TAG);
  const record = {
    ...fromProtobuf(LOG_RECORD, bytes.bytes()),
    timeUnixNano: String(columns.time[row]),
    observedTimeUnixNano: String(columns.observed[row]),
    severityNumber: columns.severity[row]!,
    traceId: traceIdText(columns.traceHigh[row]!, columns.traceLow[row]!),
    spanId: spanIdText(columns.spanId[row]!),
  };
  const requestId = logRequestId(record);
  return {
    id: String(firstId + columns.idOffset[row]!),
    service,
    ...contents.groups[columns.group[row]!]!,
    record,
    timeUnixNano: timeAt(columns, row),
    ...(requestId !== undefined && { requestId }),
  };
}

/** What a record has beside its columns and its attributes: the body, above all. */
export function restAt({ columns, rest }: LogContents, row: number): Buffer {
  return rest.subarray(row === 0 ? 0 : columns.restEnd[row - 1]!, columns.restEnd[row]!);
}
