/** Spans and log records for tests: plain ones with every field set, and the smallest ones to vary. */

import { type HrTime, type SpanContext, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { KeptSpan, SharedAttributes } from '../kept-span.ts';

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const SPAN_ID = 'b7ad6b7169203331';

export const resource: Resource = resourceFromAttributes({ 'service.name': 'shop' });
export const scope = { name: 'test' };

/** A trace context; `overrides` may add a state or the remote mark. */
export function spanContext(overrides: Partial<SpanContext> = {}): SpanContext {
  return { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, ...overrides };
}

/** The smallest ended span, with `overrides`; its context is that of `context`. */
export function span(overrides: Partial<ReadableSpan> = {}, context = spanContext()): ReadableSpan {
  const time: HrTime = [1_700_000_000, 123_456_789];
  return {
    name: 'GET',
    kind: SpanKind.INTERNAL,
    spanContext: () => context,
    startTime: time,
    endTime: time,
    duration: [0, 0],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...overrides,
  };
}

/**
 * The same span as `@waymark/tracing` keeps it: attributes partly shared, nothing where there is nothing. Its times are
 * milliseconds, so `span`'s must be whole microseconds.
 */
export function kept(
  whole: ReadableSpan,
  shared?: SharedAttributes,
  alsoShared?: SharedAttributes,
): KeptSpan {
  const { events, links, status, startTime, endTime } = whole;
  const known = { ...shared?.values, ...alsoShared?.values };
  const own = Object.entries(whole.attributes).filter(([key]) => !Object.hasOwn(known, key));
  const { traceId, spanId } = whole.spanContext();
  const span: KeptSpan = {
    ...whole,
    idBytes: Buffer.from(traceId + spanId, 'hex'),
    idAt: traceId.length / 2,
    startMs: millis(startTime),
    endMs: millis(endTime),
    own: Object.fromEntries(own),
    shared,
    alsoShared,
    eventList: events.length > 0 ? events : undefined,
    linkList: links.length > 0 ? links : undefined,
    statusSet: status.code === SpanStatusCode.UNSET ? undefined : status,
  };
  return Object.assign(span, GENUINE);
}

/** One function for all, as a class has. */
const GENUINE = {
  [Symbol.for('waymark.span.1')](this: unknown) {
    return this;
  },
};

function millis([seconds, nanoseconds]: HrTime): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** The smallest log record, with `overrides`. */
export function logRecord(overrides: Partial<ReadableLogRecord> = {}): ReadableLogRecord {
  return {
    hrTime: [1_700_000_000, 123_456_789],
    hrTimeObserved: [1_700_000_000, 123_456_790],
    resource,
    instrumentationScope: scope,
    attributes: {},
    droppedAttributesCount: 0,
    ...overrides,
  };
}
