/** Log records: from the application's loggers onto spans and to the exporters. */

import type { Logger, LoggerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import type { LazyPipeline } from '../exporting/lazy-pipeline.ts';
import type { LateOptions } from '../options/late-options.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import { settleLogProcessors } from './app-log-processors.ts';
import { LazyLoggerProvider } from './lazy-logger-provider.ts';

export interface Logging {
  readonly provider: LoggerProvider;
  /** Whether any record has somewhere to go: an exporter, or its span. */
  readonly enabled: boolean;
  logger(scope: string, version?: string): Logger;
  /** `service.name`, for the application's own lines. Makes the resource, which the first record would make next. */
  serviceName(): string | undefined;
  /** The project of Google Cloud whose the traces are, where it is known. */
  gcpProject(): string | undefined;
  /** Makes the logger provider now, before a request needs it. */
  warmUp(): void;
  /** Flushes the application's own processors, or ends them, within `timeoutMillis`. Never rejects. */
  settleProcessors(what: 'forceFlush' | 'shutdown', timeoutMillis: number): Promise<void>;
}

export function logging(
  config: WaymarkConfig,
  options: LateOptions,
  resource: Resource,
  pipeline: LazyPipeline,
  redaction: LazyRedaction,
): Logging {
  const onSpans = showsLogsOnSpans(config);
  // A configuration module may bring processors yet.
  const hasOwn = !options.complete || options.values.logRecordProcessors !== undefined;
  const enabled = onSpans || marksSpans(config) || hasOwn || config.logs.exporters.length > 0;
  const load = () =>
    loadChunk('telemetry').loggerProvider(config, options.values, resource, pipeline, redaction, onSpans);
  const provider = new LazyLoggerProvider(load, pipeline.used, () => options.complete);
  return {
    provider,
    enabled,
    logger: (scope, version) => provider.getLogger(scope, version),
    serviceName: () => resource.attributes['service.name'] as string | undefined,
    gcpProject() {
      const { 'cloud.provider': cloud, 'cloud.account.id': account } = resource.attributes;
      return process.env['GOOGLE_CLOUD_PROJECT'] ?? (cloud === 'gcp' ? String(account) : undefined);
    },
    warmUp() {
      if (enabled) provider.warmUp();
    },
    settleProcessors: (what, timeoutMillis) => settleLogProcessors(options.values, what, timeoutMillis),
  };
}

/** Whether log records become events of spans that somebody reads. */
export function showsLogsOnSpans({ traces, logsOnSpans }: WaymarkConfig): boolean {
  return traces.exporters.length > 0 && logsOnSpans !== 'off';
}

function marksSpans({ traces, errorsMarkSpans }: WaymarkConfig): boolean {
  return traces.exporters.length > 0 && errorsMarkSpans;
}
