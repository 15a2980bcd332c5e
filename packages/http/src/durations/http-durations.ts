/** `http.server.request.duration` and `http.client.request.duration`, for readers of the metrics SDK. */
import { ValueType } from '@opentelemetry/api';
import type {
  DataPointType,
  HistogramMetricData,
  MetricDescriptor,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { DurationHistogram } from './duration-histogram.ts';
import type { DurationReader, Temporality } from './duration-reader.ts';
import type { HttpMetrics } from './measurement.ts';
import type { ExemplarFilter } from './series.ts';

/** Of the SDK, which is not loaded for two numbers. */
const HISTOGRAM = 0 as DataPointType.HISTOGRAM;
const TEMPORALITY: Record<Temporality, 0 | 1> = { delta: 0, cumulative: 1 };

/** Name, unit and description as upstream has them. */
export const SERVER_DURATION: MetricDescriptor = descriptor(
  'http.server.request.duration',
  'Duration of HTTP server requests.',
);
export const CLIENT_DURATION: MetricDescriptor = descriptor(
  'http.client.request.duration',
  'Duration of HTTP client requests.',
);

export class HttpDurations implements HttpMetrics {
  readonly server: DurationHistogram;
  readonly client: DurationHistogram;

  /** @param onChange called when something is recorded, the first time since readers took everything */
  constructor(exemplars: ExemplarFilter, onChange?: () => void) {
    this.server = new DurationHistogram(exemplars, onChange);
    this.client = new DurationHistogram(exemplars, onChange);
  }

  /** What one metric reader takes from: a function that gives the metrics of now, at once. */
  reader(temporality: Temporality, scope: ScopeMetrics['scope']): () => ScopeMetrics[] {
    const server = this.server.reader(temporality);
    const client = this.client.reader(temporality);
    return () => {
      const metrics = [metricOf(SERVER_DURATION, server), metricOf(CLIENT_DURATION, client)].filter(
        ({ dataPoints }) => dataPoints.length > 0,
      );
      return metrics.length > 0 ? [{ scope, metrics }] : [];
    };
  }
}

function metricOf(descriptor: MetricDescriptor, reader: DurationReader): HistogramMetricData {
  return {
    descriptor,
    aggregationTemporality: TEMPORALITY[reader.temporality],
    dataPointType: HISTOGRAM,
    dataPoints: reader.collect(),
  };
}

function descriptor(name: string, description: string): MetricDescriptor {
  return { name, description, unit: 's', valueType: ValueType.DOUBLE };
}
