/**
 * The `console` exporters: one record each to stdout, in upstream's fields. Ours because upstream's print through
 * `console`, whose lines become log records here: a record that is printed would make the next one.
 */

import { inspect } from 'node:util';
import type { HrTime } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

const done = () => Promise.resolve();

export function consoleSpanProcessor(): SpanProcessor {
  return { onStart() {}, onEnd: (span) => print(spanFields(span)), forceFlush: done, shutdown: done };
}

export function consoleLogRecordProcessor(): LogRecordProcessor {
  return { onEmit: (record) => print(logFields(record)), forceFlush: done, shutdown: done };
}

/** One metric each, as upstream prints them: points in full. */
export function printMetrics({ scopeMetrics }: ResourceMetrics): void {
  for (const { descriptor, dataPointType, dataPoints } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    print({ descriptor, dataPointType, dataPoints }, Number.POSITIVE_INFINITY);
  }
}

function print(fields: object, depth = 3): void {
  process.stdout.write(`${inspect(fields, { depth })}\n`);
}

function spanFields(span: ReadableSpan): object {
  const { traceId, spanId, traceState } = span.spanContext();
  return {
    resource: { attributes: span.resource.attributes },
    instrumentationScope: span.instrumentationScope,
    traceId,
    parentSpanContext: span.parentSpanContext,
    traceState: traceState?.serialize(),
    name: span.name,
    id: spanId,
    kind: span.kind,
    timestamp: microseconds(span.startTime),
    duration: microseconds(span.duration),
    attributes: span.attributes,
    status: span.status,
    events: span.events,
    links: span.links,
  };
}

function logFields(record: ReadableLogRecord): object {
  return {
    resource: { attributes: record.resource.attributes },
    instrumentationScope: record.instrumentationScope,
    timestamp: microseconds(record.hrTime),
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
    traceFlags: record.spanContext?.traceFlags,
    severityText: record.severityText,
    severityNumber: record.severityNumber,
    eventName: record.eventName,
    body: record.body,
    attributes: record.attributes,
  };
}

function microseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1e6 + nanoseconds / 1e3;
}
