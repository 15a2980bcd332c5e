/** The logs SDK, and what it does with a record: first the application's own, then onto its span, then to the exporters. */

import { type LoggerProvider as ApiLoggerProvider, metrics } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { LeanLoggerProvider, LogsOnSpansProcessor, logsOnSpansFrom, RequestIdProcessor } from '@waymark/logs';
import type { WaymarkConfig } from '../config/config.ts';
import { destinationsOf } from '../config/signal-config.ts';
import type { LazyPipeline } from '../exporting/lazy-pipeline.ts';
import type { StartOptions } from '../types.ts';
import { appLogProcessors } from './app-log-processors.ts';

export function loggerProvider(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  pipeline: LazyPipeline,
  onSpans: boolean,
): ApiLoggerProvider {
  const processors: LogRecordProcessor[] = destinationsOf(config.logs).flatMap((each) =>
    pipeline.get().logRecordProcessors(each),
  );
  const minimum = onSpans ? logsOnSpansFrom(config.logsOnSpans) : 'off';
  if (minimum !== undefined && minimum !== 'off') {
    const { eventCountLimit } = config.spanLimits;
    processors.unshift(new LogsOnSpansProcessor({ minimum, eventCountLimit }));
  }
  // The application's come first: what they change shows on spans, too.
  processors.unshift(...appLogProcessors(options));
  if (config.requestIds) processors.unshift(new RequestIdProcessor());
  const { logRecordLimits: limits, metrics: measured } = config;
  const meterProvider = measured.ofTheSdk ? metrics.getMeterProvider() : undefined;
  const sdk = new LoggerProvider({ resource, processors, logRecordLimits: limits, meterProvider });
  // The application's processors may do with a record whatever the SDK's can, and it counts those that it makes.
  const isPlain = (options.logRecordProcessors ?? []).length === 0 && !measured.ofTheSdk;
  return isPlain ? new LeanLoggerProvider({ sdk, resource, processors, limits }) : sdk;
}
