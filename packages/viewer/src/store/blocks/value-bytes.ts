/**
 * Values of attributes as they are stored: the bytes of an AnyValue of one field, or of none. What is common (text, whole
 * numbers, true and false) is read in place; the rest by the codec. The meaning is that of `matching/value-text.ts`.
 */

import { ANY_VALUE, fromProtobuf, type OtlpAnyValue } from '@waymark/otlp';
import { valueNumbers, valueText, valueTexts } from '../matching/value-text.ts';
import { type HashPair, hashPair, hashText } from './hash.ts';

/** Tags of AnyValue's fields. */
export const TEXT = 0x0a;
const BOOL = 0x10;
const INT = 0x18;

export function decodeValue(bytes: Buffer, start: number, end: number): OtlpAnyValue {
  return fromProtobuf(ANY_VALUE, bytes.subarray(start, end));
}

/** The texts that `=` and `contains` look at: the value's own, and that of each member of an array. */
export function textsOf(bytes: Buffer, start: number, end: number): string[] {
  const text = simpleText(bytes, start, end);
  return text === undefined ? valueTexts(decodeValue(bytes, start, end)) : [text];
}

/** The value's text, or of an array those of its members: what lists of values show. */
export function memberTextsOf(bytes: Buffer, start: number, end: number): string[] {
  const text = simpleText(bytes, start, end);
  return text === undefined ? memberTexts(decodeValue(bytes, start, end)) : [text];
}

export function memberTexts(value: OtlpAnyValue): string[] {
  return (value.arrayValue?.values ?? [value]).map(valueText);
}

/** The numbers that `<` and its kin look at. */
export function numbersOf(bytes: Buffer, start: number, end: number): number[] {
  if (start === end) return [];
  const tag = bytes[start];
  if (tag === INT) {
    const int = smallVarint(bytes, start + 1, end);
    if (int !== undefined) return [int];
  } else if (tag === TEXT && !mayBeNumber(bytes[textStart(bytes, start, end)])) {
    return [];
  }
  return valueNumbers(decodeValue(bytes, start, end));
}

/** Hashes of the texts that `=` finds the value by. */
export function eachTextHash(
  bytes: Buffer,
  start: number,
  end: number,
  key: HashPair,
  found: (hash: HashPair) => void,
): void {
  const from = start < end && bytes[start] === TEXT ? textStart(bytes, start, end) : end;
  // Other bytes might not be UTF-8, and stand for U+FFFD then.
  if (from < end && isAscii(bytes, from, end)) found(hashPair(bytes, from, end, key));
  else for (const text of textsOf(bytes, start, end)) found(hashText(text, key));
}

/** Where the text begins that a TEXT value holds: it is all there is to the end. */
export function textStart(bytes: Buffer, start: number, end: number): number {
  let at = start + 1;
  while (at < end && bytes[at]! >= 128) at++;
  return at + 1;
}

function simpleText(bytes: Buffer, start: number, end: number): string | undefined {
  if (start === end) return '';
  const tag = bytes[start];
  if (tag === TEXT) return bytes.toString('utf8', textStart(bytes, start, end), end);
  if (tag === INT) return smallVarint(bytes, start + 1, end)?.toString();
  return tag === BOOL && end - start === 2 ? String(bytes[start + 1] !== 0) : undefined;
}

/** Undefined for what has more than 49 bits, as negative numbers do. */
function smallVarint(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start > 7) return undefined;
  let value = 0;
  for (let at = start, scale = 1; at < end; at++, scale *= 128) value += (bytes[at]! & 127) * scale;
  return value;
}

/** Whether a decimal number can begin so: a digit or a sign. */
function mayBeNumber(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 48 && byte <= 57) || byte === 43 || byte === 45);
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! >= 128) return false;
  return true;
}
