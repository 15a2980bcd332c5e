/** What is asked of one signal: its exporters, where OTLP goes, and how it is batched. */

import type { EnvReader } from './env-reader.ts';
import { type ExporterName, type OtlpEndpoint, readOtlpEndpoint } from './otlp-endpoint.ts';

/** How records are collected before one POST takes them. */
export interface BatchConfig {
  /** Records a POST. @default 512 */
  readonly maxExportBatchSize: number;
  /** Milliseconds that a record waits at most. @default 5000 for spans, 1000 for log records */
  readonly scheduledDelayMillis: number;
  /** Undelivered records held at most; `undefined` leaves the bound in bytes alone. */
  readonly maxQueueSize: number | undefined;
}

export interface SignalConfig {
  /** Where the signal goes; empty for `none`. */
  readonly exporters: readonly ExporterName[];
  /** Whether the user asked for these exporters by name: then a destination that lacks the signal is an error. */
  readonly askedFor: boolean;
  readonly otlp: OtlpEndpoint;
  readonly batch: BatchConfig;
}

export function readTraces(reader: EnvReader): SignalConfig {
  const names = reader.list('OTEL_TRACES_EXPORTER', ['otlp', 'jaeger', 'console', 'none'] as const);
  return {
    exporters: exportersOf(names ?? ['otlp']),
    askedFor: names !== undefined,
    otlp: readOtlpEndpoint(reader, 'TRACES'),
    batch: readBatch(reader, 'OTEL_BSP', 5000),
  };
}

export function readLogs(reader: EnvReader, traces: SignalConfig): SignalConfig {
  const names = reader.list('OTEL_LOGS_EXPORTER', ['otlp', 'console', 'none'] as const);
  // Jaeger takes no log records: whoever names it gets their lines on the spans, and none sent beside.
  const fallback = traces.exporters.includes('jaeger') ? (['none'] as const) : (['otlp'] as const);
  return {
    exporters: exportersOf(names ?? fallback),
    askedFor: names !== undefined,
    otlp: readOtlpEndpoint(reader, 'LOGS'),
    batch: readBatch(reader, 'OTEL_BLRP', 1000),
  };
}

/** `none` turns the signal off, whatever stands beside it. */
function exportersOf(names: readonly (ExporterName | 'none')[]): ExporterName[] {
  return names.includes('none') ? [] : (names as ExporterName[]);
}

function readBatch(reader: EnvReader, prefix: 'OTEL_BSP' | 'OTEL_BLRP', delay: number): BatchConfig {
  // The specification's export timeout bounds a call that here never blocks: the transport's own timeout does its work.
  return {
    maxExportBatchSize: reader.integer(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 512, 1),
    scheduledDelayMillis: reader.integer(`${prefix}_SCHEDULE_DELAY`, delay),
    maxQueueSize: reader.optionalInteger(`${prefix}_MAX_QUEUE_SIZE`, 1),
  };
}
