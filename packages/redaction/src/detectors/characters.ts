/** Tables of characters, indexed by byte, so that a scan asks one question of each. */

import { OTHER } from './scanned.ts';

/** `_`, `-`, `.`, `/`, `+`: a word ends, and with it nothing else. */
export const SOFT = 1;
/** White space, brackets, quotes, `;`, `&` and the like. */
export const BREAK = 2;
/** `@`. */
export const AT = 3;
/** `|`, `<`, `~`, `(` and `[`: few texts have one. */
export const RARE = 4;
/** `=` and `:`: what may stand between a name and its value. */
export const OPERATOR = 5;
/** `\`: in escaped text the letter after it belongs to no word. */
export const BACKSLASH = 6;
/** `%`: in URL-encoded text the two digits after it belong to no word. */
export const PERCENT = 7;
/** The escape of terminals: `[32m` after it belongs to no word. */
export const ESCAPE = 8;

/** How each character ends a word. Letters and digits are 0: they end none. */
export const boundaries = new Uint8Array(256);
const ends = (characters: string, boundary: number) => {
  for (const char of characters) boundaries[char.charCodeAt(0)] = boundary;
};
ends('_-./+', SOFT);
ends(' \t\r\n\v\f\0"\'`;)]{}>&,?#!*$^', BREAK);
ends('@', AT);
ends('|<~([', RARE);
ends('=:', OPERATOR);
ends('\\', BACKSLASH);
ends('%', PERCENT);
ends('\u001b', ESCAPE);
boundaries[OTHER] = SOFT;

/** Alphabets as bits, so that one table holds all of them. */
export const DIGIT = 1;
const HEX_LETTER = 2;
export const LOWER = 4;
export const UPPER = 8;
export const UNDERSCORE = 16;
export const DASH = 32;
export const DOT = 64;
/** `+`, `/` and `=`: what base64 has beyond letters and digits. */
export const BASE64_SIGN = 128;

export const HEX = DIGIT | HEX_LETTER;
export const LETTER = LOWER | UPPER;
export const ALNUM = DIGIT | LETTER;
export const WORD = ALNUM | UNDERSCORE;
export const URL_SAFE = WORD | DASH;
export const BASE64 = ALNUM | BASE64_SIGN;
/** What names are written in. */
export const NAME = WORD | DASH | DOT;

/** The alphabets that each character belongs to. */
export const alphabets = new Uint8Array(256);
const belong = (characters: string, alphabet: number) => {
  for (const char of characters) alphabets[char.charCodeAt(0)]! |= alphabet;
};
belong('0123456789', DIGIT);
belong('abcdefABCDEF', HEX_LETTER);
belong('abcdefghijklmnopqrstuvwxyz', LOWER);
belong('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
belong('_', UNDERSCORE);
belong('-', DASH);
belong('.', DOT);
belong('+/=', BASE64_SIGN);

/** The first index from `start` whose character is in none of `wanted`. Ends at the text's end, which is a zero. */
export function endOf(bytes: Uint8Array, start: number, wanted: number): number {
  let at = start;
  while ((alphabets[bytes[at]!]! & wanted) !== 0) at += 1;
  return at;
}

/** The same, and at most `limit`: for what is looked at again and again. */
export function endWithin(bytes: Uint8Array, start: number, limit: number, wanted: number): number {
  let at = start;
  while (at < limit && (alphabets[bytes[at]!]! & wanted) !== 0) at += 1;
  return at;
}

/** Whether the character at `index`, which is not beyond the text by more than its margin, is in one of `wanted`. */
export function isIn(bytes: Uint8Array, index: number, wanted: number): boolean {
  return (alphabets[bytes[index]!]! & wanted) !== 0;
}

/** Whether a word cannot begin at `index`, since a letter, digit or `_` stands before it. */
export function followsWord(bytes: Uint8Array, index: number): boolean {
  return index > 0 && (bytes[index - 1] === OTHER || isIn(bytes, index - 1, WORD));
}

/** Characters by name. */
export const char = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  quote: 34,
  percent: 37,
  ampersand: 38,
  apostrophe: 39,
  open: 40,
  close: 41,
  star: 42,
  plus: 43,
  comma: 44,
  dash: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  at: 64,
  backslash: 92,
  underscore: 95,
  grave: 96,
  brace: 123,
  pipe: 124,
  bracket: 91,
  closeBracket: 93,
  tilde: 126,
} as const;
