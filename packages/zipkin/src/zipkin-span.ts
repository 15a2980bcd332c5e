/** One span as Zipkin has it (specification: trace/sdk_exporters/zipkin.md). */

import { type Attributes, type HrTime, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { remoteEndpoint } from './remote-endpoint.ts';
import { tagsOf, tagText } from './tags.ts';
import type { ZipkinAnnotation, ZipkinSpan } from './zipkin-types.ts';

const KINDS: Partial<Record<SpanKind, NonNullable<ZipkinSpan['kind']>>> = {
  [SpanKind.CLIENT]: 'CLIENT',
  [SpanKind.SERVER]: 'SERVER',
  [SpanKind.PRODUCER]: 'PRODUCER',
  [SpanKind.CONSUMER]: 'CONSUMER',
};

/** The event that a log line without a name of its own is (`@waymark/logs`). */
const LINE = 'log';

/** The span's trace flags are not looked at: whoever exports decides what. */
export function toZipkinSpan(span: ReadableSpan): ZipkinSpan {
  const { traceId, spanId } = span.spanContext();
  const kind = KINDS[span.kind];
  const remote = remoteEndpoint(span.kind, span.attributes);
  return {
    traceId,
    id: spanId,
    ...(span.parentSpanContext === undefined ? {} : { parentId: span.parentSpanContext.spanId }),
    name: span.name,
    ...(kind === undefined ? {} : { kind }),
    timestamp: microseconds(span.startTime),
    // Zipkin takes 0 for unknown.
    duration: Math.max(1, microseconds(span.duration)),
    localEndpoint: { serviceName: String(span.resource.attributes['service.name'] ?? 'unknown_service') },
    ...(remote === undefined ? {} : { remoteEndpoint: remote }),
    ...(span.events.length === 0 ? {} : { annotations: span.events.map(annotation) }),
    tags: tagsOf(span),
  };
}

/** An event's attributes stand as JSON behind its name, as the specification has it; those of a line behind its message. */
function annotation({ name, time, attributes = {} }: TimedEvent): ZipkinAnnotation {
  return { timestamp: microseconds(time), value: lineText(name, attributes) ?? eventText(name, attributes) };
}

/** Zipkin's page lists values one below the other: `log` in front of each would tell nothing, and hide the message. */
function lineText(name: string, { message, ...others }: Attributes): string | undefined {
  if (name !== LINE || typeof message !== 'string') return undefined;
  return Object.keys(others).length > 0 ? `${message} ${tagText(others)}` : message;
}

function eventText(name: string, attributes: Attributes): string {
  return Object.keys(attributes).length > 0 ? `${JSON.stringify(name)}:${tagText(attributes)}` : name;
}

function microseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1e6 + Math.round(nanoseconds / 1e3);
}
