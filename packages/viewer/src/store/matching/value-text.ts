/** OTLP's values as text and as numbers, for conditions and lists: one meaning for all who compare. */

import type { OtlpAnyValue } from '@waymark/otlp';

/**
 * A value as text: `true`, `200`, `1.5`, base64 for bytes, JSON for arrays and maps, and nothing for the empty value. JSON is
 * without spaces, in the sender's order, with every digit of an int.
 */
export function valueText(value: OtlpAnyValue): string {
  if (value.stringValue !== undefined) return value.stringValue;
  return isEmpty(value) ? '' : (value.bytesValue ?? json(value));
}

/** The texts that `=` and its kin look at: the value's own, and that of each member of an array. */
export function valueTexts(value: OtlpAnyValue): string[] {
  return [value, ...(value.arrayValue?.values ?? [])].map(valueText);
}

/** The numbers that `<` and its kin look at: of ints, doubles and text that is a decimal number, members of arrays too. */
export function valueNumbers(value: OtlpAnyValue): number[] {
  return [value, ...(value.arrayValue?.values ?? [])].flatMap((each) => numberOf(each) ?? []);
}

/** `12`, `-0.5`, `1e3`; not `0x10`, `1.`, `.5`, ` 1` or nothing. */
const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

function numberOf({ intValue, doubleValue, stringValue }: OtlpAnyValue): number | undefined {
  if (intValue !== undefined) return Number(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  return stringValue !== undefined && DECIMAL.test(stringValue) ? Number(stringValue) : undefined;
}

function json(value: OtlpAnyValue): string {
  if (value.boolValue !== undefined) return String(value.boolValue);
  if (value.intValue !== undefined) return value.intValue;
  if (value.doubleValue !== undefined) return String(value.doubleValue);
  if (value.arrayValue) return `[${value.arrayValue.values.map(json).join()}]`;
  if (value.kvlistValue) return `{${value.kvlistValue.values.map(jsonField).join()}}`;
  return isEmpty(value) ? 'null' : JSON.stringify(value.stringValue ?? value.bytesValue);
}

const jsonField = ({ key, value }: { key: string; value: OtlpAnyValue }) =>
  `${JSON.stringify(key)}:${json(value)}`;

const isEmpty = (value: OtlpAnyValue) => Object.values(value).every((each) => each === undefined);
