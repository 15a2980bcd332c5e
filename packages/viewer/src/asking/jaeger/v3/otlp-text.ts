/** OTLP's JSON as the Collector writes it: what has its default is left out, and the empty value is `{}`. */

import type { OtlpAnyValue, OtlpKeyValue, OtlpResource, OtlpScope, OtlpSpan } from '@waymark/otlp';

/** Text, numbers and lists by name, without those that are empty or 0. */
type Fields = Record<string, unknown>;

function sparse(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isDefault(value)));
}

const isDefault = (value: unknown) =>
  value === '' || value === 0 || value === '0' || (Array.isArray(value) && value.length === 0);

/** An id of zeros is none. */
const id = (text: string) => (/[^0]/.test(text) ? text : '');

export function sparseResource({ attributes, droppedAttributesCount }: OtlpResource): Fields {
  return sparse({ attributes: sparseAttributes(attributes), droppedAttributesCount });
}

export function sparseScope({ name, version, attributes, droppedAttributesCount }: OtlpScope): Fields {
  return sparse({ name, version, attributes: sparseAttributes(attributes), droppedAttributesCount });
}

export function sparseSpan(span: OtlpSpan): Fields {
  return {
    ...sparse({
      ...span,
      traceId: id(span.traceId),
      spanId: id(span.spanId),
      parentSpanId: id(span.parentSpanId),
      attributes: sparseAttributes(span.attributes),
      events: span.events.map(sparseEvent),
      links: span.links.map(sparseLink),
    }),
    status: sparse({ message: span.status.message, code: span.status.code }),
  };
}

function sparseEvent(event: OtlpSpan['events'][number]): Fields {
  return sparse({ ...event, attributes: sparseAttributes(event.attributes) });
}

function sparseLink(link: OtlpSpan['links'][number]): Fields {
  const { traceId, spanId, attributes } = link;
  return sparse({
    ...link,
    traceId: id(traceId),
    spanId: id(spanId),
    attributes: sparseAttributes(attributes),
  });
}

function sparseAttributes(attributes: readonly OtlpKeyValue[]): Fields[] {
  return attributes.map(({ key, value }) => ({ ...sparse({ key }), value: sparseValue(value) }));
}

/** A value's own field stays, whatever it says: false is another value than none. */
function sparseValue(value: OtlpAnyValue): Fields {
  if (value.arrayValue) return { arrayValue: sparse({ values: value.arrayValue.values.map(sparseValue) }) };
  if (value.kvlistValue)
    return { kvlistValue: sparse({ values: sparseAttributes(value.kvlistValue.values) }) };
  return { ...value };
}
