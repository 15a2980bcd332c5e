/** Finds the name that stands before an operator: over quotes, blanks, and a type or `value` between. */

import { alphabets, char, HEX, isIn, NAME, WORD } from '../characters.ts';
import type { Scanned } from '../scanned.ts';
import { LONGEST_NAME, trigrams } from './judge-name.ts';

/** Where the last name was. */
export const name = { start: 0, end: 0 };

/** As many characters may stand between a name and its operator, or between two names. */
const MOST_BETWEEN = 10;

/** Looks for a name before the operator at `index` that could be a secret's. */
export function findNameBefore({ bytes }: Scanned, index: number): boolean {
  const isSuspicious = readName(bytes, index);
  if (!isGeneric(bytes)) return isSuspicious;
  return readName(bytes, name.start);
}

/** Whether the name before `index` is worth judging: three letters of it are in the table. Sets {@link name}. */
function readName(bytes: Uint8Array, index: number): boolean {
  const least = Math.max(0, index - MOST_BETWEEN);
  let at = index;
  while (at > least && between[bytes[at - 1]!] !== 0) at -= 1;
  name.start = name.end = at;
  if (at === 0 || (alphabets[bytes[at - 1]!]! & WORD) === 0) return false;
  const farthest = Math.max(0, at - LONGEST_NAME);
  let isSuspicious = false;
  let hash = 0;
  while (at > farthest) {
    const code = bytes[at - 1]!;
    if ((alphabets[code]! & NAME) === 0) break;
    at -= 1;
    hash = (hash >> 5) | ((code & 31) << 10);
    if (trigrams[hash] !== 0) isSuspicious = true;
  }
  name.start = at + escapeLength(bytes, at);
  return isSuspicious;
}

/** How much of what looks like a name belongs to an escape before it: `%26password`, `\\npassword`. */
function escapeLength(bytes: Uint8Array, start: number): number {
  if (start === 0) return 0;
  const before = bytes[start - 1];
  if (before === char.percent) return isIn(bytes, start, HEX) && isIn(bytes, start + 1, HEX) ? 2 : 0;
  if (before !== char.backslash) return 0;
  return bytes[start] === 110 || bytes[start] === 114 || bytes[start] === 116 ? 1 : 0;
}

/** Blanks and quotes, plain or escaped, and what operators of more characters are made of: `:=`, `?=`, `.=`, `||=`. */
const between = new Uint8Array(256);
for (const one of ' \t"\'`\\:=?.+|]),!') between[one.charCodeAt(0)] = 1;

/** `var dbToken string = "..."`, `{"name":"password","value":"..."}`: the name is one further before. */
function isGeneric(bytes: Uint8Array): boolean {
  const { start, end } = name;
  const length = end - start;
  if (length !== 5 && length !== 6) return false;
  return length === 5 ? isWord(bytes, start, 'value') : isWord(bytes, start, 'string');
}

function isWord(bytes: Uint8Array, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if ((bytes[start + index]! | 32) !== word.charCodeAt(index)) return false;
  }
  return true;
}
