/** A span as an app sees it when it prints or serialises one: its own data, nothing of the pipeline. */
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A plain object with all that the span says about itself. */
export function describeSpan(span: ReadableSpan): object {
  const { name, kind, parentSpanContext, status, startTime, endTime, duration, ended } = span;
  const { attributes, events, links, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const dropped = { droppedAttributesCount, droppedEventsCount, droppedLinksCount };
  const times = { startTime, endTime, duration, ended };
  const identity = { name, kind, spanContext: span.spanContext(), parentSpanContext, status };
  return { ...identity, ...times, attributes, events, links, ...dropped, instrumentationScope };
}

/** For `util.inspect`: `RecordingSpan {...}`, or only the tag where the depth is used up. */
export function inspectSpan(span: ReadableSpan, depth: number, options: object, inspect: unknown): unknown {
  if (depth < 0) return '[RecordingSpan]';
  const described = describeSpan(span);
  return typeof inspect === 'function' ? `RecordingSpan ${inspect(described, options)}` : described;
}
