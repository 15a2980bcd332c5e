/** Whole requests from spans, log records and metrics: what a test, a file or an exporter of its own needs. */

import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { now, setImmediate } from '@waymark/delivery/builtins';
import { resourceEnvelope, type Scope } from './envelope.ts';
import { logRecordWriter } from './log-record.ts';
import { writeMetric } from './metric.ts';
import { RecordEncoder, type WriteRecord } from './record-encoder.ts';
import { spanWriter } from './span.ts';

/** What of a turn of the event loop is taken before the next metric has to wait. */
const TURN_MS = 0.1;

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

/**
 * What a metric reader collected as one ExportMetricsServiceRequest, with the exemplars that data points may have. No
 * bytes when there is no data point.
 * @throws as {@link encodeTraces}
 */
export function encodeMetrics({ resource, scopeMetrics }: ResourceMetrics): Buffer {
  const encoder = new RecordEncoder(writeMetric);
  for (const { scope, metrics } of scopeMetrics) {
    for (const metric of metrics) addMetric(encoder, scope, metric);
  }
  return metricsBody(encoder, resource);
}

/**
 * The same bytes, made in turns of the event loop that take no longer than it takes to encode a metric that had not begun when
 * {@link TURN_MS} were over: dozens of metrics once a minute never become quick code.
 */
export async function encodeMetricsInTurns({ resource, scopeMetrics }: ResourceMetrics): Promise<Buffer> {
  const encoder = new RecordEncoder(writeMetric);
  let began = now();
  for (const { scope, metrics } of scopeMetrics) {
    for (const metric of metrics) {
      if (now() - began > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        began = now();
      }
      addMetric(encoder, scope, metric);
    }
  }
  return metricsBody(encoder, resource);
}

function addMetric(encoder: RecordEncoder<MetricData>, scope: Scope, metric: MetricData): void {
  if (metric.dataPoints.length > 0) encoder.add(scope, metric);
}

function metricsBody(encoder: RecordEncoder<MetricData>, resource: Resource): Buffer {
  return encoder.records === 0 ? Buffer.alloc(0) : encoder.take().body(resourceEnvelope(resource));
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
