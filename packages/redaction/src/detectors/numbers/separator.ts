/** What stands between the groups of a number that is written in groups. */

import { char } from '../characters.ts';
import { OTHER, type Scanned } from '../scanned.ts';

/** Behind one blank, also a narrow one or one that is URL-encoded once or twice, dash, or `+` of a form; `at` if there is none. */
export function endOfSeparator({ text, bytes }: Scanned, at: number): number {
  switch (bytes[at]) {
    case char.space:
    case char.dash:
    case char.plus:
      return at + 1;
    case char.percent:
      if (isBlank(bytes, at + 1)) return at + 3;
      return bytes[at + 1] === 50 && bytes[at + 2] === 53 && isBlank(bytes, at + 3) ? at + 5 : at;
    case OTHER:
      return NARROW.test(text[at]!) ? at + 1 : at;
    default:
      return at;
  }
}

/** `20`: a blank, behind `%` or `%25`. */
function isBlank(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 50 && bytes[at + 1] === char.zero;
}

const NARROW = /[\u00a0\u2009\u2011\u2013\u202f]/;
