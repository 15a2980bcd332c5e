/** Whole requests from metrics: what a reader's exporter, a test or a file needs. */

import type { Resource } from '@opentelemetry/resources';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { now, setImmediate } from '@waymark/delivery/builtins';
import { resourceEnvelope, type Scope } from './envelope.ts';
import { writeMetric } from './metric.ts';
import { RecordEncoder } from './record-encoder.ts';

/** What of a turn of the event loop is taken before the next metric has to wait. */
const TURN_MS = 0.1;

/**
 * What a metric reader collected as one ExportMetricsServiceRequest, with the exemplars that data points may have. No
 * bytes when there is no data point.
 * @throws as `encodeTraces`
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
