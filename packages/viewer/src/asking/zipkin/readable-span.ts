/** A stored span as one of the SDK's, which `@waymark/zipkin` turns into Zipkin's as it does in an application. */

import type { OtlpAnyValue, OtlpKeyValue } from '@waymark/otlp';
import type { toZipkinSpan } from '@waymark/zipkin';
import type { StoredSpan } from '../../store/telemetry-store.ts';

type ReadableSpan = Parameters<typeof toZipkinSpan>[0];
type HrTime = ReadableSpan['startTime'];
type Attributes = ReadableSpan['attributes'];

export function readableSpan({ span, scope, resource }: StoredSpan): ReadableSpan {
  const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  const parent = span.parentSpanId === '' ? undefined : context(span.traceId, span.parentSpanId, '');
  const readable = {
    name: span.name,
    // OTLP has 0 for a kind that is not known, and the SDK begins with internal.
    kind: Math.max(0, span.kind - 1),
    spanContext: () => context(span.traceId, span.spanId, span.traceState),
    parentSpanContext: parent,
    startTime: hrTime(start),
    endTime: hrTime(end),
    duration: hrTime(end > start ? end - start : 0n),
    status: span.status,
    attributes: attributes(span.attributes),
    links: span.links.map((link) => ({
      context: context(link.traceId, link.spanId, link.traceState),
      attributes: attributes(link.attributes),
      droppedAttributesCount: link.droppedAttributesCount,
    })),
    events: span.events.map((event) => ({
      name: event.name,
      time: hrTime(BigInt(event.timeUnixNano)),
      attributes: attributes(event.attributes),
      droppedAttributesCount: event.droppedAttributesCount,
    })),
    resource: { attributes: attributes(resource.attributes), asyncAttributesPending: false },
    instrumentationScope: { ...scope, attributes: attributes(scope.attributes) },
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
  return readable as unknown as ReadableSpan;
}

function context(traceId: string, spanId: string, traceState: string) {
  return { traceId, spanId, traceFlags: 1, traceState: { serialize: () => traceState } };
}

function hrTime(nanos: bigint): HrTime {
  return [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];
}

function attributes(pairs: readonly OtlpKeyValue[]): Attributes {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)])) as Attributes;
}

/** A whole number that JavaScript cannot hold stays a bigint. */
function plain(value: OtlpAnyValue): unknown {
  if (value.intValue !== undefined) return safeInteger(value.intValue);
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue, 'base64');
  if (value.arrayValue) return value.arrayValue.values.map(plain);
  if (value.kvlistValue) return attributes(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? null;
}

function safeInteger(decimal: string): number | bigint {
  const number = Number(decimal);
  return Number.isSafeInteger(number) ? number : BigInt(decimal);
}
