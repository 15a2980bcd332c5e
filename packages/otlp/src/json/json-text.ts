/** JSON text to JavaScript's values, without two dangers: of running out of memory, and of losing digits. */

import type { DecodeLimits } from './byte-reader.ts';
import type { JsonPlace } from './json-place.ts';

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/**
 * So many objects, arrays and commas an item: a span has some twenty, an attribute four. A few bytes of `{},` are some
 * eighty of memory, so that they are counted before they are made.
 */
const SIGNS_OF_ITEM = 8;
const SIGNS_AT_LEAST = 1000;

/** @throws DecodeError when it is not JSON, or when it holds too much */
export function parseJson(
  json: Uint8Array | string,
  place: JsonPlace,
  { maxItems = 1_000_000 }: DecodeLimits,
): unknown {
  const bytes = typeof json === 'string' ? Buffer.from(json) : json;
  if (hasMoreSigns(bytes, SIGNS_AT_LEAST + SIGNS_OF_ITEM * maxItems))
    place.fail('TOO_MANY', 'it holds too many records or attributes');
  const text = new TextDecoder().decode(bytes);
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch (error) {
    return place.fail('MALFORMED', notJson(error as Error));
  }
}

/** Perhaps a number that JavaScript would round; it may as well stand in a text, which costs time only. */
const LONG_NUMBER = /[:,[\s]-?\d{16}/;

/** A whole number beyond 2^53 as it was written: no text, and no number of JavaScript's. */
export class LongNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? new LongNumber(source) : value;
}

/** Not the parser's own message, which shows what stands there. */
function notJson({ message }: Error): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? 'it is not JSON' : `it is not JSON from character ${position} on`;
}

/** Whether there are more than `most` opening brackets, braces and commas; those in text are none. */
function hasMoreSigns(json: Uint8Array, most: number): boolean {
  if (json.length <= most) return false;
  let left = most;
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === QUOTE) at = endOfText(json, at + 1);
    else if ((sign === COMMA || sign === BRACE || sign === BRACKET) && --left < 0) return true;
  }
  return false;
}

/** Where the quote stands that ends the text; the end of the body where none does. */
function endOfText(json: Uint8Array, start: number): number {
  let at = start;
  for (; at < json.length && json[at] !== QUOTE; at++) if (json[at] === BACKSLASH) at++;
  return at;
}
