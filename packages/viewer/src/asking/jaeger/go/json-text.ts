/** Values as text, as the Collector's `AsString` and Go's `encoding/json` write them. */

import type { OtlpAnyValue } from '@waymark/otlp';

/** Arrays and maps as JSON, with the keys in order; nothing where one holds a number that JSON does not have. */
export function asText(value: OtlpAnyValue): string {
  if (value.arrayValue === undefined && value.kvlistValue === undefined) return scalarText(value);
  try {
    return json(value);
  } catch (error) {
    if (error instanceof NotFiniteError) return '';
    throw error;
  }
}

function scalarText({ stringValue, bytesValue, intValue, boolValue, doubleValue }: OtlpAnyValue): string {
  if (stringValue !== undefined) return stringValue;
  if (bytesValue !== undefined) return bytesValue;
  const value = intValue ?? boolValue ?? doubleValue;
  return value === undefined ? '' : String(value);
}

class NotFiniteError extends Error {}

function json(value: OtlpAnyValue): string {
  if (value.arrayValue) return `[${value.arrayValue.values.map(json).join()}]`;
  if (value.kvlistValue) return object(value.kvlistValue.values);
  if (value.stringValue !== undefined) return quoted(value.stringValue);
  if (value.bytesValue !== undefined) return quoted(value.bytesValue);
  if (typeof value.doubleValue === 'string') throw new NotFiniteError();
  return String(value.intValue ?? value.boolValue ?? value.doubleValue ?? null);
}

function object(fields: { key: string; value: OtlpAnyValue }[]): string {
  const byKey = new Map(fields.map(({ key, value }) => [key, value]));
  const sorted = [...byKey].sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, value]) => `${quoted(key)}:${json(value)}`).join()}}`;
}

/** Go escapes what HTML and JavaScript would read as their own. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
