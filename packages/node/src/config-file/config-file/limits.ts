/** `limits` of a provider, else `attribute_limits`, else the specification's defaults. */

import type { SpanLimitsConfig } from '../config/span-limits.ts';
import type { Section } from './section.ts';

export function attributeLimits(own: Section | undefined, general: Section | undefined) {
  const limits = read(own, general);
  own?.end();
  return limits;
}

export function spanLimits(own: Section | undefined, general: Section | undefined): SpanLimitsConfig {
  const limits = {
    ...read(own, general),
    eventCountLimit: own?.integer('event_count_limit') ?? 128,
    linkCountLimit: own?.integer('link_count_limit') ?? 128,
    attributePerEventCountLimit: own?.integer('event_attribute_count_limit') ?? 128,
    attributePerLinkCountLimit: own?.integer('link_attribute_count_limit') ?? 128,
  };
  own?.end();
  return limits;
}

function read(own: Section | undefined, general: Section | undefined) {
  const count = general?.integer('attribute_count_limit') ?? 128;
  const length = general?.integer('attribute_value_length_limit') ?? Number.POSITIVE_INFINITY;
  return {
    attributeCountLimit: own?.integer('attribute_count_limit') ?? count,
    attributeValueLengthLimit: own?.integer('attribute_value_length_limit') ?? length,
  };
}
