/** Values of OTLP as text: what an attribute shows, and what a filter on it compares with. */

import type { OtlpAnyValue, OtlpKeyValue } from '@waymark/otlp';

/** Text as it is, numbers and booleans as JSON has them, JSON for arrays and maps, base64 for bytes, '' for nothing. */
export function valueText(value: OtlpAnyValue | undefined): string {
  if (value === undefined) return '';
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) return value.intValue;
  if (value.boolValue !== undefined) return String(value.boolValue);
  if (value.doubleValue !== undefined) return String(value.doubleValue);
  if (value.bytesValue !== undefined) return value.bytesValue;
  if (value.arrayValue || value.kvlistValue) return jsonText(value);
  return '';
}

/** The same on several lines where that reads better: arrays, maps, and text that is JSON. */
export function prettyText(value: OtlpAnyValue | undefined): string {
  if (value?.arrayValue || value?.kvlistValue) return jsonText(value, 2);
  const text = valueText(value);
  return /^\s*[[{]/.test(text) ? pretty(text) : text;
}

export function attributeOf(attributes: readonly OtlpKeyValue[], key: string): OtlpAnyValue | undefined {
  return attributes.find((attribute) => attribute.key === key)?.value;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Written by hand, so that ints keep all their digits and keys that come twice stay. */
function jsonText(value: OtlpAnyValue, indent = 0, depth = 0): string {
  const inner = (member: OtlpAnyValue) => jsonText(member, indent, depth + 1);
  if (value.arrayValue) return bracketed('[]', value.arrayValue.values.map(inner), indent, depth);
  if (value.kvlistValue) {
    const colon = indent > 0 ? ': ' : ':';
    const members = value.kvlistValue.values.map(
      ({ key, value }) => JSON.stringify(key) + colon + inner(value),
    );
    return bracketed('{}', members, indent, depth);
  }
  if (value.stringValue !== undefined) return JSON.stringify(value.stringValue);
  if (value.bytesValue !== undefined) return JSON.stringify(value.bytesValue);
  return valueText(value) || 'null';
}

function bracketed(brackets: string, members: string[], indent: number, depth: number): string {
  const [open, close] = brackets;
  if (indent === 0 || members.length === 0) return open + members.join(',') + close;
  const line = `\n${' '.repeat(indent * (depth + 1))}`;
  return `${open}${line}${members.join(`,${line}`)}\n${' '.repeat(indent * depth)}${close}`;
}
