/**
 * What stands around names and values besides quotes and blanks: colors of terminals, and quotes that were escaped for JSON
 * (`\u0022`), HTML (`&quot;`) or URLs (`%22`, `%2522`).
 */

import { char, DIGIT, HEX, isIn } from '../characters.ts';

const ESC = 27;

/** Where the wrapping begins that ends before `end`; `end` if none does. */
export function startOfWrapping(bytes: Uint8Array, end: number): number {
  switch (bytes[end - 1]) {
    case 109: // m
      return startOfColor(bytes, end);
    case char.semicolon:
      return startOfEntity(bytes, end);
    case 48: // %20
    case 50: // %22, \u0022
    case 55: // %27, \u0027
    case 67: // %5C
    case 99:
      return startOfEscape(bytes, end);
    default:
      return end;
  }
}

function startOfColor(bytes: Uint8Array, end: number): number {
  const least = Math.max(0, end - 12);
  let at = end - 2;
  while (at > least && (isIn(bytes, at, DIGIT) || bytes[at] === char.semicolon)) at -= 1;
  if (at <= 0 || bytes[at] !== char.bracket) return end;
  if (bytes[at - 1] === ESC) return at - 1;
  return escapeOfColor(bytes, at) || end;
}

/** Where `\x1b` or `\u001b` begins that ends before the bracket, or 0. */
function escapeOfColor(bytes: Uint8Array, bracket: number): number {
  if ((bytes[bracket - 1]! | 32) !== 98 || bytes[bracket - 2] !== 49) return 0;
  const start = (bytes[bracket - 3]! | 32) === 120 ? bracket - 4 : bracket - 6;
  return start > 0 && bytes[start] === char.backslash ? start : 0;
}

/** `&quot;`, `&apos;`, `&#34;`, `&#39;`, `&#x27;` */
function startOfEntity(bytes: Uint8Array, end: number): number {
  for (let length = 5; length <= 6 && length <= end; length += 1)
    if (endOfEntity(bytes, end - length) === end) return end - length;
  return end;
}

const ENTITIES = ['&quot;', '&apos;', '&#34;', '&#39;', '&#x27;', '&#x22;'].map((entity) =>
  Buffer.from(entity),
);

function endOfEntity(bytes: Uint8Array, start: number): number {
  for (const entity of ENTITIES) {
    let length = 0;
    while (length < entity.length && bytes[start + length] === entity[length]) length += 1;
    if (length === entity.length) return start + length;
  }
  return start;
}

function startOfEscape(bytes: Uint8Array, end: number): number {
  for (let length = 3; length <= 6 && length <= end; length += 1) {
    const first = bytes[end - length];
    if (first !== char.percent && first !== char.backslash) continue;
    return endOfEscape(bytes, end - length) === end ? end - length : end;
  }
  return end;
}

/** `%22`, `%27`, `%20`, `%5C`, each `%` also as `%25`, `\u0022`, `\u0027`. */
function endOfEscape(bytes: Uint8Array, start: number): number {
  if (bytes[start] === char.backslash) return endOfUnicode(bytes, start);
  let at = start + 1;
  while (bytes[at] === 50 && bytes[at + 1] === 53) at += 2;
  const low = bytes[at + 1]! | 32;
  if (bytes[at] === 50 && (low === 50 || low === 55 || low === 48)) return at + 2;
  return bytes[at] === 53 && low === 99 ? at + 2 : start;
}

function endOfUnicode(bytes: Uint8Array, start: number): number {
  const isQuote =
    bytes[start + 1] === 117 &&
    bytes[start + 2] === char.zero &&
    bytes[start + 3] === char.zero &&
    bytes[start + 4] === 50 &&
    (bytes[start + 5] === 50 || bytes[start + 5] === 55);
  return isQuote ? start + 6 : start;
}

/** Where the wrapping ends that begins at `start`; `start` if none does. */
export function endOfWrapping(bytes: Uint8Array, start: number): number {
  switch (bytes[start]) {
    case ESC:
      return endOfColor(bytes, start + 1) || start;
    case char.backslash: {
      const bracket = bytes[start + 1] === 117 ? start + 6 : start + 4;
      if (bytes[bracket] === char.bracket && escapeOfColor(bytes, bracket) === start)
        return endOfColor(bytes, bracket) || start;
      return endOfUnicode(bytes, start);
    }
    case char.ampersand:
      return endOfEntity(bytes, start);
    case char.percent:
      return endOfEscape(bytes, start);
    default:
      return start;
  }
}

/** Behind `[1;32m`, or 0. */
export function endOfColor(bytes: Uint8Array, bracket: number): number {
  if (bytes[bracket] !== char.bracket) return 0;
  let at = bracket + 1;
  while (isIn(bytes, at, DIGIT) || bytes[at] === char.semicolon) at += 1;
  return bytes[at] === 109 ? at + 1 : 0;
}

/** How much of what looks like a name belongs to a wrapping that begins before it: `%22password`, `\npassword`, `[32mtoken`. */
export function wrappingLength(bytes: Uint8Array, start: number): number {
  if (start === 0) return 0;
  switch (bytes[start - 1]) {
    case char.percent:
      return encodedLength(bytes, start);
    case char.backslash: {
      const first = bytes[start];
      if (first === 110 || first === 114 || first === 116) return 1;
      return Math.max(0, endOfUnicode(bytes, start - 1) - start);
    }
    case char.bracket: {
      const isColor = bytes[start - 2] === ESC || escapeOfColor(bytes, start - 1) !== 0;
      return isColor ? Math.max(0, endOfColor(bytes, start - 1) - start) : 0;
    }
    default:
      return 0;
  }
}

function encodedLength(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === 50 && bytes[at + 1] === 53 && isHexPair(bytes, at + 2)) at += 2;
  return isHexPair(bytes, at) ? at + 2 - start : 0;
}

function isHexPair(bytes: Uint8Array, at: number): boolean {
  return isIn(bytes, at, HEX) && isIn(bytes, at + 1, HEX);
}
