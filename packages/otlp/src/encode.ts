/** Whole requests from spans and log records: what a test, a file or an exporter of its own needs. */

import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { resourceEnvelope, type Scope } from './envelope.ts';
import { logRecordWriter } from './log-record.ts';
import { RecordEncoder, type WriteRecord } from './record-encoder.ts';
import { spanWriter } from './span.ts';

/**
 * Ended spans as one ExportTraceServiceRequest, grouped by resource and scope.
 * @throws whatever a getter among the attributes throws, and RangeError for a scope beyond 16 MiB
 */
export function encodeTraces(spans: readonly ReadableSpan[]): Buffer {
  return encodeRequest(spans, spanWriter);
}

/** Log records as one ExportLogsServiceRequest; otherwise like {@link encodeTraces}. */
export function encodeLogs(records: readonly ReadableLogRecord[]): Buffer {
  return encodeRequest(records, logRecordWriter);
}

interface EncodableRecord {
  readonly resource: Resource;
  readonly instrumentationScope: Scope;
}

function encodeRequest<T extends EncodableRecord>(
  records: readonly T[],
  newWriter: () => WriteRecord<T>,
): Buffer {
  const encoders = new Map<Resource, RecordEncoder<T>>();
  for (const record of records) {
    const encoder = encoders.get(record.resource) ?? new RecordEncoder(newWriter());
    encoders.set(record.resource, encoder);
    encoder.add(record.instrumentationScope, record);
  }
  // Protobuf joins messages by concatenation: the repeated resource_spans add up.
  const bodies = Array.from(encoders, ([resource, encoder]) =>
    encoder.take().body(resourceEnvelope(resource)),
  );
  return Buffer.concat(bodies);
}
