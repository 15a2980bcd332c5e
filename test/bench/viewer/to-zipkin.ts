/** The load's spans as Zipkin's own libraries would send them, one to one: JSON, attributes as tags. */

import type { OtlpSpan, OtlpTraces } from '@waymark/otlp';
import { timeMark } from './telemetry.ts';

/** The marks of times in microseconds: sixteen digits, as a time of today has. */
export const microsMark = (mark: number): number => 7_000_000_000_000_000 + mark;

const KINDS = [undefined, undefined, 'SERVER', 'CLIENT'];

export function toZipkin({ resourceSpans }: OtlpTraces) {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const serviceName = resource.attributes[0]!.value.stringValue!;
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => zipkinSpan(serviceName, span)));
  });
}

function zipkinSpan(serviceName: string, span: OtlpSpan) {
  return {
    traceId: span.traceId,
    id: span.spanId,
    ...(span.parentSpanId && { parentId: span.parentSpanId }),
    name: span.name.toLowerCase(),
    kind: KINDS[span.kind],
    timestamp: microsMark(Number(BigInt(span.startTimeUnixNano) - BigInt(timeMark(0)))),
    duration: 20,
    localEndpoint: { serviceName },
    tags: Object.fromEntries([
      ...span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
      ...(span.status.code === 2 ? [['error', span.status.message]] : []),
    ]),
  };
}
