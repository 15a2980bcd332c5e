/** The whole configuration as one typed value, read once from the environment. */

import { type Environment, EnvReader } from './env-reader.ts';
import { type ResourceConfig, readResource } from './resource-config.ts';
import { readSampler, type SamplerConfig } from './sampler-config.ts';
import { readLogs, readTraces, type SignalConfig } from './signal-config.ts';
import { readAttributeLimits, readSpanLimits, type SpanLimitsConfig } from './span-limits.ts';

export interface LogRecordLimits {
  readonly attributeCountLimit: number;
  readonly attributeValueLengthLimit: number;
}

export const LOGS_ON_SPANS = ['off', 'events', 'trace', 'debug', 'info', 'warn', 'error'] as const;
export const PROPAGATORS = ['tracecontext', 'baggage', 'none'] as const;
export const LOG_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;

export interface WaymarkConfig {
  readonly disabled: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number] | undefined;
  readonly resource: ResourceConfig;
  readonly sampler: SamplerConfig;
  readonly spanLimits: SpanLimitsConfig;
  readonly logRecordLimits: LogRecordLimits;
  readonly propagators: readonly (typeof PROPAGATORS)[number][];
  readonly requestIds: boolean;
  /** Which log records become events of their span. @default 'info' */
  readonly logsOnSpans: (typeof LOGS_ON_SPANS)[number];
  readonly traces: SignalConfig;
  readonly logs: SignalConfig;
}

/** Reads `env` lossily: what is wrong is replaced by its default and told in `complaints`, a line each. */
export function configFromEnv(env: Environment): { config: WaymarkConfig; complaints: readonly string[] } {
  const reader = new EnvReader(env);
  const traces = readTraces(reader);
  const config: WaymarkConfig = {
    disabled: reader.boolean('OTEL_SDK_DISABLED'),
    logLevel:
      reader.text('OTEL_LOG_LEVEL') === undefined
        ? undefined
        : reader.choice('OTEL_LOG_LEVEL', LOG_LEVELS, 'info'),
    resource: readResource(reader),
    sampler: readSampler(reader),
    spanLimits: readSpanLimits(reader),
    logRecordLimits: readAttributeLimits(reader, 'LOGRECORD'),
    propagators: reader.list('OTEL_PROPAGATORS', PROPAGATORS) ?? ['tracecontext', 'baggage'],
    requestIds: reader.choice('WAYMARK_REQUEST_ID', ['on', 'off'], 'on') === 'on',
    logsOnSpans: reader.choice('WAYMARK_LOGS_ON_SPANS', LOGS_ON_SPANS, 'info'),
    traces,
    logs: readLogs(reader, traces),
  };
  refuseMetrics(reader);
  return { config, complaints: reader.complaints };
}

function refuseMetrics(reader: EnvReader): void {
  const exporter = reader.text('OTEL_METRICS_EXPORTER');
  if (exporter !== undefined && exporter.toLowerCase() !== 'none') {
    reader.complain('OTEL_METRICS_EXPORTER is set, but this version sends no metrics; use none');
  }
}
