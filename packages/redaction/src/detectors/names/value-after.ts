/** Reads the value that stands behind an operator: in quotes that may be escaped, or without. */

import { char } from '../characters.ts';
import type { Scanned } from '../scanned.ts';

/** Where the last value was. `quote`: its quote, or 0. `backslashes`: how many escaped that. */
export const value = { start: 0, end: 0, quote: 0, backslashes: 0 };

const MOST_BACKSLASHES = 16;

/** Goes to the value: behind what is left of the operator, blanks and a quote. Does not look for its end. */
export function openValue({ bytes }: Scanned, from: number): void {
  let at = from;
  // `=>`, `:=`, `==`
  while (bytes[at] === char.equals || bytes[at] === char.greater || bytes[at] === char.colon) at += 1;
  while (bytes[at] === char.space || bytes[at] === char.tab) at += 1;
  value.start = at;
  while (bytes[at] === char.backslash && at - value.start < MOST_BACKSLASHES) at += 1;
  const quote = bytes[at]!;
  value.backslashes = at - value.start;
  value.quote = isQuote(quote) ? quote : 0;
  if (value.quote !== 0) value.start = at + 1;
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
export function closeLine({ bytes, length }: Scanned): void {
  let at = value.start;
  for (; at < length; at += 1) {
    const code = bytes[at]!;
    if (code === char.newline || code === char.return || isQuote(code) || code === char.brace) break;
    if (code === char.backslash && isEscapedEnd(bytes, at)) break;
  }
  while (at > value.start && bytes[at - 1]! <= char.space) at -= 1;
  value.end = at;
}
