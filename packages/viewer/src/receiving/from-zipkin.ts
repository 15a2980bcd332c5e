/** Zipkin's spans, as `@waymark/zipkin` decodes them, in OTLP's JSON shape. */

import type { OtlpAnyValue, OtlpKeyValue, OtlpTraces, SpanWithZipkin } from '@waymark/otlp';
import type { DecodedZipkinSpan, ZipkinAttributes, ZipkinResourceSpans, ZipkinValue } from '@waymark/zipkin';

/** What OTLP cannot hold stays with each span, as the text that was sent. */
export function fromZipkin(groups: readonly ZipkinResourceSpans[]): OtlpTraces {
  const resourceSpans = groups.map(({ resource, schemaUrl, scopeSpans }) => ({
    resource: withPairs(resource),
    schemaUrl,
    scopeSpans: scopeSpans.map(({ scope, schemaUrl, spans }) => ({
      scope: withPairs(scope),
      schemaUrl,
      spans: spans.map(toSpan),
    })),
  }));
  return { resourceSpans };
}

function toSpan(decoded: DecodedZipkinSpan): SpanWithZipkin {
  const { shared: _shared, debug: _debug, ...span } = decoded;
  return {
    ...withPairs(span),
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.endTimeUnixNano),
    events: span.events.map((event) => ({ ...withPairs(event), timeUnixNano: String(event.timeUnixNano) })),
    links: span.links.map(withPairs),
  };
}

function withPairs<T extends { attributes: ZipkinAttributes }>(
  message: T,
): Omit<T, 'attributes'> & { attributes: OtlpKeyValue[] } {
  return { ...message, attributes: toPairs(message.attributes) };
}

function toPairs(attributes: ZipkinAttributes): OtlpKeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));
}

/** Tags are text; ports are numbers, and so may be what our own exporter put into annotations. */
function toValue(value: ZipkinValue): OtlpAnyValue {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toValue) } };
  return { kvlistValue: { values: toPairs(value) } };
}
