/** The whole configuration as one typed value, read once from the environment. */

import type { LogFields } from '@waymark/logs';
import { type BoundaryConfig, type ReadBoundary, readBoundary } from './boundary-config.ts';
import { type Environment, EnvReader } from './env-reader.ts';
import { readIgnoreIncoming } from './ignore-incoming.ts';
import { type InstrumentationsConfig, readInstrumentations } from './instrumentations-config.ts';
import type { ReadLogExporters } from './log-exporters-config.ts';
import { type ReadLogFields, readLogFields } from './log-fields-config.ts';
import { type LogTailConfig, type ReadLogTail, readLogTail } from './log-tail-config.ts';
import { type MetricsConfig, readMetrics } from './metrics-config.ts';
import { type ReadRedaction, type RedactionConfig, readRedaction } from './redaction-config.ts';
import { type RequestIdConfig, readRequestIds } from './request-id-config.ts';
import { type ResourceConfig, readResource } from './resource-config.ts';
import { type ResponseHeaderName, readResponseHeaders } from './response-headers.ts';
import { type ReadRules, readSamplingRules } from './rules-config.ts';
import { readSampler, type SamplerConfig } from './sampler-config.ts';
import type { SamplingRule } from './sampling-rules.ts';
import { keptSecret, type SecretReaders, secretReaders } from './secret-readers.ts';
import { readLogs, readTraces, type SignalConfig, type TracesConfig, withoutNone } from './signal-config.ts';
import { readAttributeLimits, readSpanLimits, type SpanLimitsConfig } from './span-limits.ts';
import { complainOfUnknown, type TellUnknown } from './unknown-variables.ts';

export interface LogRecordLimits {
  readonly attributeCountLimit: number;
  readonly attributeValueLengthLimit: number;
}

export const LOGS_ON_SPANS = ['off', 'events', 'trace', 'debug', 'info', 'warn', 'error'] as const;
/** Formats whose callers may decide about sampling in ways that a span context has no place for. */
export const DECIDING_FORMATS = ['b3', 'b3multi', 'xray', 'ottrace'] as const;
export const PROPAGATORS = ['tracecontext', 'baggage', 'jaeger', ...DECIDING_FORMATS, 'none'] as const;
export const ENGINES = ['waymark', 'upstream'] as const;
export const SPANS = ['lean', 'full'] as const;
export const REQUEST_LOG = ['off', 'errors', 'all'] as const;
export const LOG_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;

export interface WaymarkConfig extends RequestIdConfig, BoundaryConfig {
  readonly disabled: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number] | undefined;
  /** Who makes and exports spans: our own parts, or upstream's SDK as published. @default 'waymark' */
  readonly engine: (typeof ENGINES)[number];
  /**
   * Whether the layers of web frameworks are spans, as upstream has it, or only tell the SERVER span its route and errors. Of our
   * own engine: upstream's has them in any case. @default 'lean'
   */
  readonly spans: (typeof SPANS)[number];
  /** Path of the module whose default export adds to the start's options. */
  readonly configModule: string | undefined;
  readonly resource: ResourceConfig;
  readonly sampler: SamplerConfig;
  /** Asked in this order where a trace begins, before the sampler. */
  readonly samplingRules: readonly SamplingRule[];
  /** Which incoming requests make no span. @default ['default'], the health checks */
  readonly ignoreIncoming: readonly string[];
  readonly spanLimits: SpanLimitsConfig;
  readonly logRecordLimits: LogRecordLimits;
  readonly propagators: readonly (typeof PROPAGATORS)[number][];
  /** Whether traces that begin here say that their ids are random. @default false */
  readonly randomFlag: boolean;
  /** What responses carry. @default ['request-id'] */
  readonly responseHeaders: readonly ResponseHeaderName[];
  /** Which log records become events of their span. @default 'info' */
  readonly logsOnSpans: (typeof LOGS_ON_SPANS)[number];
  /** What structured lines gain in a request. @default OpenTelemetry's names */
  readonly logFields: LogFields;
  /** Which log records wait, or do not leave. @default undefined, all leave at once */
  readonly logTail: LogTailConfig | undefined;
  /** What is taken out of spans and log records. */
  readonly redaction: RedactionConfig;
  /** Which served requests have a log record of their own. @default 'off' */
  readonly requestLog: (typeof REQUEST_LOG)[number];
  /** Whether an error that is logged, or not caught, is the status of its span. @default false */
  readonly errorsMarkSpans: boolean;
  readonly traces: TracesConfig;
  readonly logs: SignalConfig;
  readonly metrics: MetricsConfig;
  readonly instrumentations: InstrumentationsConfig;
}

/** Readers of variables that few set, which are no part of what each start loads. */
export interface RareReaders {
  readonly boundary?: ReadBoundary;
  readonly logFields?: ReadLogFields;
  readonly redaction?: ReadRedaction;
  readonly samplingRules?: ReadRules;
  readonly unknown?: TellUnknown;
  readonly logTail?: ReadLogTail;
  readonly logExporters?: ReadLogExporters;
  readonly secrets?: SecretReaders;
}

/**
 * Reads `env` lossily: what is wrong is replaced by its default and told in `complaints`, a line each.
 *
 * @param read what reads variables that few set. @default that of their chunks
 */
export function configFromEnv(
  env: Environment,
  read: RareReaders = {},
): { config: WaymarkConfig; complaints: readonly string[] } {
  const reader = new EnvReader(env);
  const secrets = () => read.secrets ?? secretReaders();
  const traces = readTraces(reader, secrets);
  const propagators = withoutNone(
    reader.list('OTEL_PROPAGATORS', PROPAGATORS) ?? ['tracecontext', 'baggage'],
  );
  const requestIds = readRequestIds(reader);
  const engine = reader.choice('WAYMARK_ENGINE', ENGINES, 'waymark');
  const config: WaymarkConfig = {
    disabled: reader.boolean('OTEL_SDK_DISABLED'),
    logLevel:
      reader.text('OTEL_LOG_LEVEL') === undefined
        ? undefined
        : reader.choice('OTEL_LOG_LEVEL', LOG_LEVELS, 'info'),
    engine,
    spans: reader.choice('WAYMARK_SPANS', SPANS, 'lean'),
    configModule: reader.text('WAYMARK_CONFIG'),
    resource: readResource(reader),
    sampler: readSampler(reader),
    samplingRules: readSamplingRules(reader, read.samplingRules),
    ignoreIncoming: readIgnoreIncoming(reader),
    spanLimits: readSpanLimits(reader),
    logRecordLimits: readAttributeLimits(reader, 'LOGRECORD'),
    randomFlag: reader.choice('WAYMARK_RANDOM_FLAG', ['on', 'off'], 'off') === 'on',
    propagators,
    ...requestIds,
    ...readBoundary(reader, propagators, read.boundary),
    responseHeaders: readResponseHeaders(reader, engine),
    logsOnSpans: reader.choice('WAYMARK_LOGS_ON_SPANS', LOGS_ON_SPANS, 'info'),
    logFields: readLogFields(reader, requestIds.requestIdField, read.logFields),
    logTail: readLogTail(reader, read.logTail),
    redaction: readRedaction(reader, read.redaction),
    requestLog: reader.choice('WAYMARK_REQUEST_LOG', REQUEST_LOG, 'off'),
    errorsMarkSpans: reader.choice('WAYMARK_ERRORS_MARK_SPANS', ['on', 'off'], 'off') === 'on',
    traces,
    logs: readLogs(reader, traces, secrets, read.logExporters),
    metrics: readMetrics(reader, traces, secrets),
    instrumentations: readInstrumentations(reader),
  };
  const kept = keptSecret(config, reader, secrets);
  complainOfUnknown(reader, read.unknown);
  return { config: kept, complaints: reader.complaints };
}
