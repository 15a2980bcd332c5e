/** What is asked of metrics: readers, how often, and in which shape. */

import type { EnvReader } from './env-reader.ts';
import { type OtlpEndpoint, readOtlpEndpoint } from './otlp-endpoint.ts';
import type { SecretReaders } from './secret-readers.ts';
import { goTo, type SignalConfig, WITHOUT_METRICS, withoutNone } from './signal-config.ts';

export const TEMPORALITIES = ['cumulative', 'delta', 'lowmemory'] as const;
export const HISTOGRAMS = ['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'] as const;
export const EXEMPLAR_FILTERS = ['trace_based', 'always_on', 'always_off'] as const;

/** A view as the configuration file writes it: which instruments, and what becomes of them. */
export interface ViewConfig {
  readonly instrumentName?: string;
  readonly instrumentType?: InstrumentTypeName;
  readonly instrumentUnit?: string;
  readonly meterName?: string;
  readonly meterVersion?: string;
  readonly meterSchemaUrl?: string;
  readonly name?: string;
  readonly description?: string;
  readonly aggregation?: AggregationConfig;
  readonly aggregationCardinalityLimit?: number;
  /** Names of attributes; `*` stands for any characters. */
  readonly attributeKeys?: { readonly included?: readonly string[]; readonly excluded?: readonly string[] };
}

export const INSTRUMENT_TYPES = [
  'counter',
  'gauge',
  'histogram',
  'observable_counter',
  'observable_gauge',
  'observable_up_down_counter',
  'up_down_counter',
] as const;
export type InstrumentTypeName = (typeof INSTRUMENT_TYPES)[number];

export type AggregationConfig =
  | { readonly type: 'default' | 'drop' | 'sum' | 'last_value' }
  | {
      readonly type: 'explicit_bucket_histogram';
      readonly boundaries?: readonly number[];
      readonly recordMinMax?: boolean;
    }
  | {
      readonly type: 'base2_exponential_bucket_histogram';
      readonly maxSize?: number;
      readonly recordMinMax?: boolean;
    };

export interface MetricsConfig {
  /** Where metrics go; empty for `none`. */
  readonly exporters: readonly ('otlp' | 'prometheus' | 'console')[];
  /** Whether the user asked for these by name: then a destination that lacks metrics is an error. */
  readonly askedFor: boolean;
  readonly otlp: OtlpEndpoint;
  /** Milliseconds between two exports. @default 60000 */
  readonly intervalMillis: number;
  /** Milliseconds that one may take: never more than the interval. @default 30000 */
  readonly timeoutMillis: number;
  /** For OTLP. @default 'cumulative' */
  readonly temporality: (typeof TEMPORALITIES)[number];
  /** For OTLP. @default 'explicit_bucket_histogram' */
  readonly histogram: (typeof HISTOGRAMS)[number];
  /** Where the `prometheus` exporter listens. */
  readonly prometheus: { readonly host: string; readonly port: number };
  /** Which measurements may become exemplars. @default 'trace_based' */
  readonly exemplarFilter: (typeof EXEMPLAR_FILTERS)[number];
  /** Whether the SDK counts what it does itself. @default false */
  readonly ofTheSdk: boolean;
  /** Only the configuration file has them. */
  readonly views?: readonly ViewConfig[];
}

export function readMetrics(
  reader: EnvReader,
  traces: SignalConfig,
  secrets: () => SecretReaders,
): MetricsConfig {
  const names = reader.list('OTEL_METRICS_EXPORTER', ['otlp', 'prometheus', 'console', 'none'] as const);
  const intervalMillis = reader.millis('OTEL_METRIC_EXPORT_INTERVAL', 60_000, 1);
  return {
    exporters: withoutNone(names ?? (goTo(traces, WITHOUT_METRICS) ? ['none'] : ['otlp'])),
    askedFor: names !== undefined,
    otlp: readOtlpEndpoint(reader, 'METRICS', secrets),
    intervalMillis,
    timeoutMillis: readTimeout(reader, intervalMillis),
    temporality: reader.choice(
      'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
      TEMPORALITIES,
      'cumulative',
    ),
    histogram: reader.choice(
      'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
      HISTOGRAMS,
      'explicit_bucket_histogram',
    ),
    prometheus: {
      host: reader.text('OTEL_EXPORTER_PROMETHEUS_HOST') ?? 'localhost',
      port: readPort(reader, 'OTEL_EXPORTER_PROMETHEUS_PORT', 9464),
    },
    exemplarFilter: reader.choice('OTEL_METRICS_EXEMPLAR_FILTER', EXEMPLAR_FILTERS, 'trace_based'),
    ofTheSdk: reader.boolean('OTEL_NODE_EXPERIMENTAL_SDK_METRICS'),
  };
}

/** An export that outlasts the interval would meet the next one: said only where both were set. */
function readTimeout(reader: EnvReader, intervalMillis: number): number {
  const timeout = reader.optionalInteger('OTEL_METRIC_EXPORT_TIMEOUT', 1);
  if (timeout !== undefined && timeout > intervalMillis) {
    reader.reject(
      'OTEL_METRIC_EXPORT_TIMEOUT',
      String(timeout),
      `at most the interval, ${intervalMillis}`,
      String(intervalMillis),
    );
  }
  return Math.min(timeout ?? 30_000, intervalMillis);
}

function readPort(reader: EnvReader, name: string, fallback: number): number {
  const port = reader.optionalInteger(name);
  if (port === undefined || port <= 65_535) return port ?? fallback;
  reader.reject(name, String(port), 'a port, 0 to 65535', String(fallback));
  return fallback;
}
