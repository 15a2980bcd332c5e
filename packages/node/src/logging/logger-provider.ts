/** What becomes of a log record: first the application's own, then without its secrets onto its span, then to the exporters. */

import { type LoggerProvider, metrics } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { LeanLoggerProvider, LogsOnSpansProcessor, logsOnSpansFrom, RequestIdProcessor } from '@waymark/logs';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import { destinationsOf } from '../config/signal-config.ts';
import type { LazyPipeline } from '../exporting/lazy-pipeline.ts';
import { redactedRecords } from '../redaction/late-stages.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import type { StartOptions } from '../types.ts';
import { appLogProcessors } from './app-log-processors.ts';
import { tailedRecords } from './tail-stages.ts';

export function loggerProvider(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  pipeline: LazyPipeline,
  redaction: LazyRedaction,
  onSpans: boolean,
): LoggerProvider {
  const onward: LogRecordProcessor[] = destinationsOf(config.logs).flatMap((each) =>
    pipeline.get().logRecordProcessors(each),
  );
  const minimum = onSpans ? logsOnSpansFrom(config.logsOnSpans) : 'off';
  if (minimum !== undefined && minimum !== 'off') {
    const { eventCountLimit } = config.spanLimits;
    onward.unshift(new LogsOnSpansProcessor({ minimum, eventCountLimit }));
  }
  if (config.errorsMarkSpans) onward.unshift(new (loadChunk('last-words').ErrorsMarkSpansProcessor)());
  // The application's come first: what they change shows on spans, too. Then nothing secret goes on.
  const leaving = tailedRecords(config, redactedRecords(redaction, onward));
  if (config.logTail !== undefined) pipeline.get().whenEnding(() => loadChunk('log-tail').endTail(config));
  const processors = [...appLogProcessors(options), ...leaving];
  if (config.requestIds) processors.unshift(new RequestIdProcessor());
  const { logRecordLimits: limits, metrics: measured } = config;
  const isPlain =
    options.logRecordProcessors === undefined && !measured.ofTheSdk && config.engine !== 'upstream';
  if (isPlain) return new LeanLoggerProvider({ resource, processors, limits });
  const meterProvider = measured.ofTheSdk ? metrics.getMeterProvider() : undefined;
  const { LoggerProvider } = loadChunk('logs-sdk');
  return new LoggerProvider({ resource, processors, logRecordLimits: limits, meterProvider });
}
