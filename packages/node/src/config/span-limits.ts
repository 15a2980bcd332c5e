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
    attributePerEventCountLimit: reader.integer('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 128),
    attributePerLinkCountLimit: reader.integer('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 128),
  };
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
