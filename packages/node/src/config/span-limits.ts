/** Span limits: OTEL_SPAN_* over OTEL_ATTRIBUTE_* over the specification's defaults. */

import type { EnvReader } from './env-reader.ts';

export interface SpanLimitsConfig {
  readonly attributeCountLimit: number;
  /** Characters of a string value; longer ones are cut. @default Infinity */
  readonly attributeValueLengthLimit: number;
  readonly eventCountLimit: number;
  readonly linkCountLimit: number;
  readonly attributePerEventCountLimit: number;
  readonly attributePerLinkCountLimit: number;
}

export function readSpanLimits(reader: EnvReader): SpanLimitsConfig {
  return {
    ...readAttributeLimits(reader, 'SPAN'),
    eventCountLimit: reader.integer('OTEL_SPAN_EVENT_COUNT_LIMIT', 128),
    linkCountLimit: reader.integer('OTEL_SPAN_LINK_COUNT_LIMIT', 128),
    attributePerEventCountLimit: readPerItem(reader, 'EVENT'),
    attributePerLinkCountLimit: readPerItem(reader, 'LINK'),
  };
}

/** The specification's name, else the one that upstream's SDK reads instead. */
function readPerItem(reader: EnvReader, item: 'EVENT' | 'LINK'): number {
  const upstream = reader.integer(`OTEL_SPAN_ATTRIBUTE_PER_${item}_COUNT_LIMIT`, 128);
  return reader.integer(`OTEL_${item}_ATTRIBUTE_COUNT_LIMIT`, upstream);
}

/** The limits of one kind of record, else the general ones. */
export function readAttributeLimits(reader: EnvReader, kind: 'SPAN' | 'LOGRECORD') {
  const count = reader.integer('OTEL_ATTRIBUTE_COUNT_LIMIT', 128);
  const length = reader.integer('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', Number.POSITIVE_INFINITY);
  return {
    attributeCountLimit: reader.integer(`OTEL_${kind}_ATTRIBUTE_COUNT_LIMIT`, count),
    attributeValueLengthLimit: reader.integer(`OTEL_${kind}_ATTRIBUTE_VALUE_LENGTH_LIMIT`, length),
  };
}
