/** Attributes as Jaeger's older model has them: a key, a type, a value. */

import type { OtlpAnyValue, OtlpKeyValue } from '@waymark/otlp';
import { asText } from '../go/json-text.ts';

/** Types in the order in which they are sorted. */
const TYPES = ['string', 'bool', 'int64', 'float64', 'binary'] as const;

export interface JaegerTag {
  key: string;
  type: (typeof TYPES)[number];
  /** A whole number that JavaScript cannot hold is text, as is a number that JSON does not have. */
  value: string | number | boolean;
}

export const textTag = (key: string, value: string): JaegerTag => ({ key, type: 'string', value });

export function toTag({ key, value }: OtlpKeyValue): JaegerTag {
  if (value.boolValue !== undefined) return { key, type: 'bool', value: value.boolValue };
  if (value.intValue !== undefined) return { key, type: 'int64', value: safeInteger(value.intValue) };
  if (value.doubleValue !== undefined) return { key, type: 'float64', value: value.doubleValue };
  if (value.bytesValue !== undefined) return { key, type: 'binary', value: value.bytesValue };
  return textTag(key, asText(value));
}

function safeInteger(decimal: string): number | string {
  const number = Number(decimal);
  return Number.isSafeInteger(number) ? number : decimal;
}

/** What a tag's value is as one of OTLP's. */
export function tagValue({ type, value }: JaegerTag): OtlpAnyValue {
  if (type === 'int64') return { intValue: String(value) };
  return type === 'float64' ? { doubleValue: value as number } : {};
}

/** By key, type and value, in place. */
export function sortTags(tags: JaegerTag[]): void {
  if (tags.length > 1) tags.sort(compareTags);
}

function compareTags(one: JaegerTag, other: JaegerTag): number {
  if (one.key !== other.key) return one.key < other.key ? -1 : 1;
  if (one.type !== other.type) return TYPES.indexOf(one.type) - TYPES.indexOf(other.type);
  if (one.type === 'int64') return Number(BigInt(one.value) - BigInt(other.value));
  return one.value === other.value ? 0 : one.value < other.value ? -1 : 1;
}
