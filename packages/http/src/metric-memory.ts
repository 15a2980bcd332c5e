/** For tests: the durations of requests as text, of our histograms or of upstream's instruments. */
import type { HistogramMetricData, ScopeMetrics } from '@opentelemetry/sdk-metrics';

/** One line a data point: what it is, its attributes in order, and how many requests it counts. */
export function describeDurations(scopeMetrics: readonly ScopeMetrics[]): string[] {
  const metrics = scopeMetrics.flatMap(({ metrics }) => metrics) as HistogramMetricData[];
  return metrics.flatMap(describeMetric).sort();
}

function describeMetric({ descriptor, dataPoints }: HistogramMetricData): string[] {
  // Not the description: upstream has one of its own for fetch, and we have one metric for all clients.
  const { name, unit } = descriptor;
  return dataPoints.map(({ attributes, value }) => {
    const sorted = Object.entries(attributes)
      .sort()
      .map(([key, of]) => `${key}=${JSON.stringify(of)}`);
    const { boundaries } = value.buckets;
    return `MEASURED ${name} [${sorted.join(' ')}] x${value.count} ${unit} ${boundaries}`;
  });
}
