/** Finds the name that stands before an operator: over quotes, blanks, and a type or `value` between. */

import { alphabets, NAME, WORD } from '../characters.ts';
import type { Scanned } from '../scanned.ts';
import { LONGEST_NAME, trigrams } from './judge-name.ts';
import { startOfWrapping, wrappingLength } from './wrapping.ts';

/** Where the last name was. */
export const name = { start: 0, end: 0 };

/** As many characters may stand between a name and its operator, or between two names. */
const MOST_BETWEEN = 10;

/** Looks for a name before the operator at `index` that could be a secret's. */
export function findNameBefore({ bytes, text }: Scanned, index: number): boolean {
  const isSuspicious = readName(bytes, behindName(bytes, index, MOST_BETWEEN));
  if (!isGeneric(bytes)) return isSuspicious;
  const generic = name.start;
  if (readName(bytes, behindName(bytes, generic, MOST_BETWEEN))) return true;
  return (
    readName(bytes, behindName(bytes, behindBreaks(bytes, generic), MOST_BETWEEN)) &&
    NAMING.test(text.slice(Math.max(0, name.start - FARTHEST_NAMING), name.start))
  );
}

/** What says that a name follows, where its value is on a line of its own. */
const NAMING = /(?:name|key|field|param|parameter|property|header|variable)["']?\s?[:=]>?\s{0,2}["']?$/i;
const FARTHEST_NAMING = 20;
const MOST_BREAKS = 64;

/** Where the white space before `end` begins. */
function behindBreaks(bytes: Uint8Array, end: number): number {
  const least = Math.max(0, end - MOST_BREAKS);
  let at = end;
  // The quote of `"value"`.
  if (at > least && between[bytes[at - 1]!] !== 0 && bytes[at - 1]! > 32) at -= 1;
  while (at > least && bytes[at - 1]! <= 32) at -= 1;
  return at;
}

/** Where the name ends before `index`: over blanks, quotes, and what they are wrapped in. */
function behindName(bytes: Uint8Array, index: number, most: number): number {
  const least = Math.max(0, index - most);
  let at = index;
  for (;;) {
    while (at > least && between[bytes[at - 1]!] !== 0) at -= 1;
    const start = at > least ? startOfWrapping(bytes, at) : at;
    if (start === at) return at;
    at = start;
  }
}

/** Whether the name that ends before `end` is worth judging: three letters of it are in the table. Sets {@link name}. */
function readName(bytes: Uint8Array, end: number): boolean {
  let at = end;
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
  name.start = at + wrappingLength(bytes, at);
  return isSuspicious;
}

/** Blanks and quotes, plain or escaped, and what operators of more characters are made of: `:=`, `?=`, `.=`, `||=`. */
const between = new Uint8Array(256);
for (const one of ' \t"\'`\\:=?.+|]),!*') between[one.charCodeAt(0)] = 1;

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
