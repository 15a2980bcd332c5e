/** Keys and values of attributes, for those who type. */

import type { OtlpKeyValue } from '@waymark/otlp';
import { compare } from '../compare.ts';
import { valueText } from '../matching/value-text.ts';

/** Keys that begin with `prefix`, the most frequent first. */
export function attributeKeys(all: readonly OtlpKeyValue[], prefix: string, limit: number): string[] {
  return mostFrequent(
    all.map(({ key }) => key),
    prefix,
    limit,
  );
}

/** Values of a key as text, of arrays their members. */
export function attributeValues(
  all: readonly OtlpKeyValue[],
  key: string,
  prefix: string,
  limit: number,
): string[] {
  const values = all.filter((each) => each.key === key).map(({ value }) => value);
  const texts = values.flatMap((value) => (value.arrayValue?.values ?? [value]).map(valueText));
  return mostFrequent(texts, prefix, limit);
}

/** Case does not matter to the prefix. Equally frequent ones stand in order of their text. */
function mostFrequent(texts: string[], prefix: string, limit: number): string[] {
  const begin = prefix.toLowerCase();
  const wanted = texts.filter((text) => text.toLowerCase().startsWith(begin));
  const counts = [...Map.groupBy(wanted, (text) => text)].map(([text, { length }]) => ({ text, length }));
  counts.sort((one, other) => other.length - one.length || compare(one.text, other.text));
  return counts.slice(0, limit).map(({ text }) => text);
}
