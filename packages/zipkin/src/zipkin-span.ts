/** One span as Zipkin has it (specification: trace/sdk_exporters/zipkin.md). */

import { type HrTime, SpanKind } from '@opentelemetry/api';
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

/** An event's attributes stand as JSON behind its name, as the specification has it. */
function annotation({ name, time, attributes = {} }: TimedEvent): ZipkinAnnotation {
  const hasAttributes = Object.keys(attributes).length > 0;
  return {
    timestamp: microseconds(time),
    value: hasAttributes ? `${JSON.stringify(name)}:${tagText(attributes)}` : name,
  };
}

function microseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1e6 + Math.round(nanoseconds / 1e3);
}
