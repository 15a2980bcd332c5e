/** Temporality and aggregation by kind of instrument, as the OTLP exporter's variables say it. */

import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  type MetricReaderOptions,
} from '@opentelemetry/sdk-metrics';
import type { MetricsConfig } from '../config/metrics-config.ts';

const { CUMULATIVE, DELTA } = AggregationTemporality;
const { COUNTER, HISTOGRAM, OBSERVABLE_COUNTER } = InstrumentType;

/** Which instruments are delta; the others are cumulative (metrics/sdk_exporters/otlp.md#additional-environment-variable-configuration). */
const DELTAS: Record<MetricsConfig['temporality'], ReadonlySet<InstrumentType>> = {
  cumulative: new Set(),
  delta: new Set([COUNTER, OBSERVABLE_COUNTER, HISTOGRAM]),
  lowmemory: new Set([COUNTER, HISTOGRAM]),
};

export function otlpPreferences({ temporality, histogram }: MetricsConfig): MetricReaderOptions {
  const exponential = histogram === 'base2_exponential_bucket_histogram';
  return {
    aggregationTemporalitySelector: (type) => (DELTAS[temporality].has(type) ? DELTA : CUMULATIVE),
    aggregationSelector: (type) => ({
      type:
        exponential && type === HISTOGRAM ? AggregationType.EXPONENTIAL_HISTOGRAM : AggregationType.DEFAULT,
    }),
  };
}
