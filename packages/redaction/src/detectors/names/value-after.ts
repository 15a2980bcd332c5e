/** Reads the value that stands behind an operator: in quotes that may be escaped, or without. */

import { char, DIGIT, isIn } from '../characters.ts';
import type { Scanned } from '../scanned.ts';
import { endOfWrapping } from './wrapping.ts';

/**
 * Where the last value was. `quote`: its quote, or 0. `backslashes`: how many escaped that. `isList`: whether it is the first
 * of a list. `wrapping`: where what wraps it begins, as `&quot;`, or -1.
 */
export const value = { start: 0, end: 0, quote: 0, backslashes: 0, isList: false, wrapping: -1 };

const MOST_BACKSLASHES = 16;

/** Goes to the value: behind what is left of the operator, blanks and a quote. Does not look for its end. */
export function openValue({ bytes }: Scanned, from: number): void {
  let at = from;
  // `=>`, `:=`, `==`
  while (bytes[at] === char.equals || bytes[at] === char.greater || bytes[at] === char.colon) at += 1;
  at = behindWrappings(bytes, behindBlanks(bytes, at));
  at = behindType(bytes, at);
  value.isList = bytes[at] === char.bracket;
  if (value.isList) at = behindList(bytes, at);
  value.start = at;
  while (bytes[at] === char.backslash && at - value.start < MOST_BACKSLASHES) at += 1;
  const quote = bytes[at]!;
  value.backslashes = at - value.start;
  value.quote = isQuote(quote) ? quote : 0;
  if (value.quote !== 0) value.start = at + 1;
}

function behindBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === char.space || bytes[at] === char.tab) at += 1;
  return at;
}

function behindWrappings(bytes: Uint8Array, start: number): number {
  let at = start;
  value.wrapping = -1;
  // `**password:** x`
  if (bytes[at] === char.star && bytes[at + 1] === char.star && bytes[at + 2] === char.space) at += 3;
  for (;;) {
    const end = endOfWrapping(bytes, at);
    if (end === at) return at;
    if (isQuoting(bytes, at)) value.wrapping = at;
    at = behindBlanks(bytes, end);
  }
}

/** Not a color, and not an encoded blank. */
function isQuoting(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first === char.ampersand) return true;
  if (first === char.backslash) return bytes[at + 5] === 50 || bytes[at + 5] === 55;
  return first === char.percent && !(bytes[at + 1] === 50 && bytes[at + 2] === char.zero);
}

/** Prefixes of texts in Python (`b'...'`), `Some("...")` of Rust, `string(8) "..."` of PHP. */
function behindType(bytes: Uint8Array, start: number): number {
  switch (bytes[start]) {
    case 98: // b
    case 114: // r
    case 117: // u
      return isQuote(bytes[start + 1]!) ? start + 1 : start;
    case 83: // S
      return startsWith(bytes, start, SOME) && isQuote(bytes[start + 5]!) ? start + 5 : start;
    case 115: {
      if (!startsWith(bytes, start, STRING)) return start;
      let at = start + STRING.length;
      while (isIn(bytes, at, DIGIT)) at += 1;
      return bytes[at] === char.close && bytes[at + 1] === char.space && isQuote(bytes[at + 2]!)
        ? at + 2
        : start;
    }
    default:
      return start;
  }
}

const SOME = Buffer.from('Some(');
const STRING = Buffer.from('string(');

function startsWith(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index += 1)
    if (bytes[start + index] !== wanted[index]) return false;
  return true;
}

/** As far as the first text in a list, if it begins with one. */
function behindList(bytes: Uint8Array, bracket: number): number {
  const limit = bracket + MOST_INDENT;
  let at = bracket + 1;
  while (at < limit && (bytes[at] === char.space || bytes[at] === char.newline)) at += 1;
  const quote = bytes[at] === char.backslash ? skipBackslashes(bytes, at) : at;
  if (isQuote(bytes[quote]!)) return at;
  value.isList = false;
  return bracket;
}

const MOST_INDENT = 64;

function skipBackslashes(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === char.backslash && at - start < MOST_BACKSLASHES) at += 1;
  return at;
}

export function isQuote(code: number): boolean {
  return code === char.quote || code === char.apostrophe || code === char.grave;
}

/** Ends the value where its quote stands with no more backslashes, or at the text's end if it was cut off. */
export function closeQuoted({ bytes, length }: Scanned): void {
  const { quote, backslashes } = value;
  let run = 0;
  for (let at = value.start; at < length; at += 1) {
    const code = bytes[at];
    if (code === char.backslash) {
      run += 1;
      continue;
    }
    // `\\"` ends a string that ends with a backslash.
    if (code === quote && (run <= backslashes || (backslashes === 0 && run % 2 === 0))) {
      value.end = backslashes > 0 ? at - run : at;
      return;
    }
    run = 0;
  }
  value.end = length;
}

/** Takes the other texts of a list to the value that was closed, which is its first. */
export function closeList(scanned: Scanned): void {
  const { bytes } = scanned;
  const { start, quote, backslashes } = value;
  for (;;) {
    let at = value.end + backslashes + 1;
    while (bytes[at]! <= char.space && at < scanned.length) at += 1;
    if (bytes[at] !== char.comma) break;
    at += 1;
    while (bytes[at]! <= char.space && at < scanned.length) at += 1;
    const next = skipBackslashes(bytes, at);
    if (next - at !== backslashes || bytes[next] !== quote) break;
    value.start = next + 1;
    closeQuoted(scanned);
  }
  value.start = start;
}

/** Of a longer text in quotes that were escaped only the first word is taken. */
const LONGEST_WRAPPED = 4096;

/** Ends the value where what wraps it stands again. */
export function closeWrapped(scanned: Scanned): void {
  const { text } = scanned;
  const wrapping = text.slice(value.wrapping, value.start).trim();
  const length = text.slice(value.start, value.start + LONGEST_WRAPPED).indexOf(wrapping);
  if (length === -1) closeBare(scanned);
  else value.end = value.start + length;
}

/** Ends the value at white space, quotes, brackets, `,`, `;`, `&`, `|`, an escape, an encoded `&` or quote. */
export function closeBare({ bytes, length }: Scanned): void {
  let at = value.start;
  for (; at < length; at += 1) {
    const kind = ends[bytes[at]!]!;
    if (kind === 1 || (kind === 2 && isEncodedEnd(bytes, at)) || (kind === 3 && isEscapedEnd(bytes, at)))
      break;
  }
  value.end = at;
}

const ends = new Uint8Array(256);
ends.fill(1, 0, 33);
for (const one of '"\'`,;&()[]{}<>|') ends[one.charCodeAt(0)] = 1;
ends[char.percent] = 2;
ends[char.backslash] = 3;

/** `%26`, `%22`, `%20`, `%2C`, `%3B`, `%0A`, `%7D` */
function isEncodedEnd(bytes: Uint8Array, percent: number): boolean {
  const high = bytes[percent + 1]!;
  const low = bytes[percent + 2]! | 32;
  if (high === 50) return low === 54 || low === 50 || low === 48 || low === 99;
  return (high === 51 && low === 98) || (high === 48 && low === 97) || (high === 55 && low === 100);
}

/** A line break, tab, quote or another backslash. */
function isEscapedEnd(bytes: Uint8Array, backslash: number): boolean {
  const next = bytes[backslash + 1]!;
  return (
    next === 110 ||
    next === 114 ||
    next === 116 ||
    next === 117 ||
    next <= char.space ||
    isQuote(next) ||
    next === char.backslash
  );
}

/** Ends the value of a header, which is not in quotes, at the line's end, or at that of the string it is in. */
export function closeLine({ bytes, length, text }: Scanned, scheme = 0): void {
  const hasParameters =
    scheme > 0 && PARAMETER.test(text.slice(value.start + scheme, value.start + scheme + 32));
  let at = value.start;
  for (; at < length; at += 1) {
    const code = bytes[at]!;
    if (code === char.newline || code === char.return || code === char.brace) break;
    if (isQuote(code) && !(hasParameters && code === char.quote)) break;
    if (code === char.backslash && isEscapedEnd(bytes, at)) break;
  }
  while (at > value.start && bytes[at - 1]! <= char.space) at -= 1;
  value.end = at;
}

/** `username="bob"`: what `Digest` and others have behind them. */
const PARAMETER = /^\w+="/;

/**
 * Goes on behind signs that mostly end values, where a password goes on: `DB_PASSWORD=a&b;c`. It does not where the next name
 * begins, or a bracket closes.
 */
export function closeOdd({ text }: Scanned): void {
  ODD.lastIndex = value.end;
  ODD.test(text);
  if (ODD.lastIndex > value.end) value.end = ODD.lastIndex;
}

const ODD =
  /(?:[,;&|()[\]{}<>]{1,3}(?![\w.-]{0,64}\s{0,4}[=:])(?![\w.-]*[?/])[\w!#$%^*+@.-]{1,64}){1,8}(?=$|[\s"'`])/y;
