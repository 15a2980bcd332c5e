/** What is asked of one signal: its exporters, where they send, and how it is batched. */

import type { EnvReader } from './env-reader.ts';
import {
  LOG_EXPORTERS,
  type LogExporterName,
  type LogExportersConfig,
  type ReadLogExporters,
  readLogExporters,
} from './log-exporters-config.ts';
import { type OtlpEndpoint, readOtlpEndpoint } from './otlp-endpoint.ts';
import type { SecretReaders } from './secret-readers.ts';
import { readZipkin, type ZipkinEndpoint } from './zipkin-endpoint.ts';

export type ExporterName = 'otlp' | 'jaeger' | 'zipkin' | 'viewer' | 'console' | LogExporterName;

const TRACE_EXPORTERS = ['otlp', 'jaeger', 'zipkin', 'viewer', 'console', 'none'] as const;

/** Records a request, unless told otherwise. */
const BATCH_SIZE = 512;

/** How records are collected before one request takes them. */
export interface BatchConfig {
  /** Records a request. @default 512 */
  readonly maxExportBatchSize: number;
  /** Milliseconds that a record waits at most. @default 5000 for spans, 500 with `viewer`, 1000 for log records */
  readonly scheduledDelayMillis: number;
  /** Undelivered records held at most; `undefined` leaves the bound in bytes alone. */
  readonly maxQueueSize: number | undefined;
  /** Milliseconds that one export of upstream's may take. Our own delivery has its transport's timeout. @default 30000 */
  readonly exportTimeoutMillis: number;
}

export interface SignalConfig extends LogExportersConfig {
  /** Where the signal goes; empty for `none`. Only traces go to `jaeger`, `zipkin` and `viewer`, only log records where {@link LOG_EXPORTERS} bring them. */
  readonly exporters: readonly ExporterName[];
  /** Whether the user asked for these exporters by name: then a destination that lacks the signal is an error. */
  readonly askedFor: boolean;
  /** For `otlp`, `jaeger` and `viewer`. */
  readonly otlp: OtlpEndpoint;
  readonly batch: BatchConfig;
  /** Further destinations, each with its own settings: only the configuration file has them. */
  readonly also?: readonly SignalConfig[];
}

export interface TracesConfig extends SignalConfig {
  readonly zipkin: ZipkinEndpoint;
  readonly also?: readonly TracesConfig[];
}

/** The signal's destinations, one after the other. */
export function destinationsOf<T extends SignalConfig>(
  signal: T & { readonly also?: readonly T[] },
): readonly T[] {
  return [signal, ...(signal.also ?? [])];
}

export function readTraces(reader: EnvReader, secrets: () => SecretReaders): TracesConfig {
  const names = reader.list('OTEL_TRACES_EXPORTER', TRACE_EXPORTERS);
  const otlp = readOtlpEndpoint(reader, 'TRACES', secrets);
  const exporters = withoutNone(names ?? ['otlp']);
  // At the viewer somebody waits for what he has just done.
  const delay = exporters.includes('viewer') ? 500 : 5000;
  return {
    exporters,
    askedFor: names !== undefined,
    otlp,
    zipkin: readZipkin(reader, otlp.tls),
    batch: readBatch(reader, 'OTEL_BSP', delay),
  };
}

/** @param read what reads the settings of exporters that few name. @default that of a chunk */
export function readLogs(
  reader: EnvReader,
  traces: SignalConfig,
  secrets: () => SecretReaders,
  read?: ReadLogExporters,
): SignalConfig {
  const names = reader.list('OTEL_LOGS_EXPORTER', ['otlp', ...LOG_EXPORTERS, 'console', 'none'] as const);
  const exporters = withoutNone(names ?? (goTo(traces, TRACE_STORES) ? ['none'] : ['otlp']));
  return {
    exporters,
    ...readLogExporters(reader, exporters, read),
    askedFor: names !== undefined,
    otlp: readOtlpEndpoint(reader, 'LOGS', secrets),
    batch: readBatch(reader, 'OTEL_BLRP', 1000),
  };
}

/**
 * They take nothing else: whoever names one of them alone gets log lines on the spans, and neither logs nor metrics sent to a
 * Collector that is not there.
 */
const TRACE_STORES: readonly ExporterName[] = ['jaeger', 'zipkin'];

/** The viewer has log records too, and no metrics. */
export const WITHOUT_METRICS: readonly ExporterName[] = [...TRACE_STORES, 'viewer'];

/** Whether traces go to one of the stores, and by OTLP to none that nobody has named. */
export function goTo({ exporters }: SignalConfig, stores: readonly ExporterName[]): boolean {
  return exporters.some((name) => stores.includes(name)) && !exporters.includes('otlp');
}

/** `none` turns the signal off, whatever stands beside it. */
export function withoutNone<T extends string>(names: readonly (T | 'none')[]): T[] {
  return names.includes('none') ? [] : (names as T[]);
}

function readBatch(reader: EnvReader, prefix: 'OTEL_BSP' | 'OTEL_BLRP', delay: number): BatchConfig {
  const maxQueueSize = reader.optionalInteger(`${prefix}_MAX_QUEUE_SIZE`, 1);
  return {
    maxExportBatchSize: readBatchSize(reader, `${prefix}_MAX_EXPORT_BATCH_SIZE`, maxQueueSize),
    scheduledDelayMillis: reader.millis(`${prefix}_SCHEDULE_DELAY`, delay),
    maxQueueSize,
    exportTimeoutMillis: reader.millis(`${prefix}_EXPORT_TIMEOUT`, 30_000, 1),
  };
}

/** A batch that does not fit into the queue would be dropped, and so every one: said only where both were set. */
function readBatchSize(reader: EnvReader, name: string, queueSize = Number.POSITIVE_INFINITY): number {
  const size = reader.optionalInteger(name, 1);
  if (size !== undefined && size > queueSize) {
    reader.reject(name, String(size), `at most the queue's size, ${queueSize}`, String(queueSize));
  }
  return Math.min(size ?? BATCH_SIZE, queueSize);
}
