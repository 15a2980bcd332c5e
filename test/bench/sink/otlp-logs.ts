/** Reads just enough of an `ExportLogsServiceRequest` to count log records. */

import type { Arrived } from './arrived.ts';
import { bytesOf, fieldsOf, messages } from './protobuf.ts';

// Field numbers of opentelemetry/proto/collector/logs/v1 and opentelemetry/proto/logs/v1.
const RESOURCE_LOGS = 1;
const SCOPE_LOGS = 2;
const LOG_RECORDS = 2;
const TRACE_ID = 9;

export function countRecords(arrived: Arrived, request: Buffer): void {
  const records = messages(request, RESOURCE_LOGS)
    .flatMap((resource) => messages(resource, SCOPE_LOGS))
    .flatMap((scope) => messages(scope, LOG_RECORDS));
  for (const record of records) {
    const isInTrace = fieldsOf(record).some(
      (field) => field.number === TRACE_ID && bytesOf(field).length === 16,
    );
    arrived.records += 1;
    arrived.recordsInTrace += Number(isInTrace);
  }
}
