/** One span as Zipkin has it (specification: trace/sdk_exporters/zipkin.md). */

import { type HrTime, isSpanContextValid, isValidSpanId, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { annotationText } from './annotation.ts';
import { cut, MAX_NAME_UNITS, MAX_VALUE_UNITS } from './limits.ts';
import { remoteEndpoint } from './remote-endpoint.ts';
import { tagText } from './tag-text.ts';
import { resourceTags, tagsOf } from './tags.ts';
import type { ZipkinAnnotation, ZipkinSpan } from './zipkin-types.ts';

const KINDS: Partial<Record<SpanKind, NonNullable<ZipkinSpan['kind']>>> = {
  [SpanKind.CLIENT]: 'CLIENT',
  [SpanKind.SERVER]: 'SERVER',
  [SpanKind.PRODUCER]: 'PRODUCER',
  [SpanKind.CONSUMER]: 'CONSUMER',
};

/**
 * The span's trace flags are not looked at: whoever exports decides what.
 *
 * @throws Error for a span without valid ids, for which Zipkin would refuse all that is sent with it; and what a getter throws
 */
export function toZipkinSpan(span: ReadableSpan): ZipkinSpan {
  const context = span.spanContext();
  if (!isSpanContextValid(context)) throw new Error('the span has no valid ids');
  // Zipkin refuses a request that has others, of which OpenTelemetry's API says that they are valid.
  const [traceId, id] = [context.traceId.toLowerCase(), context.spanId.toLowerCase()];
  const resource = resourceTags(span.resource);
  // A getter that makes it anew, of our own spans.
  const { attributes, events } = span;
  const kind = KINDS[span.kind];
  const remote = remoteEndpoint(span.kind, attributes);
  const timestamp = microseconds(span.startTime);
  return {
    traceId,
    id,
    ...place(span, id),
    name: cut(tagText(span.name), MAX_NAME_UNITS),
    ...(kind === undefined ? {} : { kind }),
    timestamp,
    // Zipkin takes 0 for unknown.
    duration: Math.max(1, microseconds(span.duration)),
    localEndpoint: { serviceName: resource.service },
    ...(remote === undefined ? {} : { remoteEndpoint: remote }),
    ...(events.length === 0 ? {} : { annotations: events.map((event) => annotation(event, timestamp)) }),
    tags: tagsOf(span, attributes, resource),
  };
}

/**
 * Where the span stands in its trace. A SERVER span with its caller's own id is what Zipkin's libraries make when they join a
 * span (RATIONALE.md, "When is a span shared?"): it has no parent that it could name, being one span with the caller's.
 */
function place({ kind, parentSpanContext: parent }: ReadableSpan, id: string) {
  if (parent === undefined || !isValidSpanId(parent.spanId)) return {};
  const parentId = parent.spanId.toLowerCase();
  if (parentId !== id) return { parentId };
  return kind === SpanKind.SERVER || kind === SpanKind.CONSUMER ? { shared: true as const } : {};
}

/** Zipkin forgets one of protobuf that has no time, so it then has that of the span. */
function annotation(
  { name, time, attributes = {}, droppedAttributesCount = 0 }: TimedEvent,
  start: number,
): ZipkinAnnotation {
  return {
    timestamp: microseconds(time) || start,
    value: cut(annotationText(tagText(name), attributes, droppedAttributesCount), MAX_VALUE_UNITS),
  };
}

/**
 * Whole, for a fraction makes Zipkin refuse the request: seconds that have one are kept as they were given. A time that is
 * none, or before 1970, is 0, which stands for unknown.
 */
function microseconds([seconds, nanoseconds]: HrTime): number {
  const time = Math.round(seconds * 1e6) + Math.round(nanoseconds / 1e3);
  return time > 0 ? Math.min(time, Number.MAX_SAFE_INTEGER) : 0;
}
