/** The credentials behind the words `Bearer` and `Basic` (RFC 6750, RFC 7617), wherever they stand. */

import { ALNUM, BASE64, char, DIGIT, DOT, endOf, isIn, LOWER, URL_SAFE } from './characters.ts';
import { find } from './finding.ts';
import type { Scanned } from './scanned.ts';
import { isMonotonous, looksRandom } from './variety.ts';

/** Looks at the word at `at`: is it one of the two, with credentials behind it? */
export function findCredentials(scanned: Scanned, at: number): boolean {
  if (startsWithWord(scanned.bytes, at, 'bearer')) return findBearer(scanned, at + 6);
  return startsWithWord(scanned.bytes, at, 'basic') && findBasic(scanned, at + 5);
}

function startsWithWord(bytes: Uint8Array, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if ((bytes[start + index]! | 32) !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** Where the credentials begin: behind blanks, also URL-encoded ones. */
function behindBlanks({ text, bytes }: Scanned, end: number): number {
  let at = end;
  while (bytes[at] === char.space || bytes[at] === char.tab) at += 1;
  if (at > end) return at;
  if (text.startsWith('%20', end)) return end + 3;
  return bytes[end] === char.plus ? end + 1 : -1;
}

function findBearer(scanned: Scanned, wordEnd: number): boolean {
  const { bytes } = scanned;
  const start = behindBlanks(scanned, wordEnd);
  if (start === -1) return false;
  let end = start;
  for (;;) {
    end = endOf(bytes, end, URL_SAFE | DOT | BASE64);
    // Laravel's have a bar behind their number.
    if (bytes[end] !== char.tilde && (bytes[end] !== char.pipe || !isIn(bytes, end + 1, ALNUM))) break;
    end += 1;
  }
  while (end > start && bytes[end - 1] === char.dot) end -= 1;
  if (end - start < 8 || isMonotonous(bytes, start, end)) return false;
  // Prose: `bearer token`, `Bearer authentication`, `Bearer realm="x"`.
  return (
    (looksRandom(bytes, start, end) || end - start >= 24 || isDigits(bytes, start, end)) &&
    find('authorization', start, end)
  );
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isIn(bytes, at, DIGIT)) return false;
  return true;
}

/** Basic credentials are base64 of text with a colon in it, so prose cannot be taken for them. */
function findBasic(scanned: Scanned, wordEnd: number): boolean {
  const { text, bytes } = scanned;
  const start = behindBlanks(scanned, wordEnd);
  if (start === -1) return false;
  const end = endOf(bytes, start, BASE64 | URL_SAFE);
  if (end - start < 4 || endOf(bytes, start, LOWER) === end) return false;
  return isBasic(text.slice(start, Math.min(end, start + 1024))) && find('authorization', start, end);
}

function isBasic(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  const colon = decoded.indexOf(':');
  if (colon === -1) return false;
  for (let at = 0; at < decoded.length; at += 1) if (decoded.charCodeAt(at) < 32) return false;
  return true;
}
