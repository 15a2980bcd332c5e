/** What stands between the groups of a number that is written in groups. */

import { char } from '../characters.ts';
import { OTHER, type Scanned } from '../scanned.ts';

/** Behind one blank, also a narrow or URL-encoded one, dash, or `+` of a form; `at` if there is none. */
export function endOfSeparator({ text, bytes }: Scanned, at: number): number {
  switch (bytes[at]) {
    case char.space:
    case char.dash:
    case char.plus:
      return at + 1;
    case char.percent:
      return bytes[at + 1] === 50 && bytes[at + 2] === char.zero ? at + 3 : at;
    case OTHER:
      return NARROW.test(text[at]!) ? at + 1 : at;
    default:
      return at;
  }
}

const NARROW = /[\u00a0\u2009\u2011\u2013\u202f]/;
