/** The credentials behind the words `Bearer` and `Basic` (RFC 6750, RFC 7617), wherever they stand. */

import { alphabets, BASE64, DOT, endOf, URL_SAFE } from './characters.ts';
import { find } from './finding.ts';
import { isMonotonous, looksRandom } from './variety.ts';

const TILDE = 126;
const SPACE = 32;

/** Looks at the run from `start` to `end`: is it one of the two words, with credentials behind it? */
export function findCredentials(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length === 6) return isWord(text, start, 'bearer') && findBearer(text, end);
  return length === 5 && isWord(text, start, 'basic') && findBasic(text, end);
}

function isWord(text: string, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if ((text.charCodeAt(start + index) | 32) !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** Where the credentials begin: behind blanks, also URL-encoded ones. */
function behindBlanks(text: string, end: number): number {
  let at = end;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === 9) at += 1;
  if (at > end) return at;
  if (text.startsWith('%20', end)) return end + 3;
  return text.charCodeAt(end) === 43 ? end + 1 : -1;
}

function findBearer(text: string, wordEnd: number): boolean {
  const start = behindBlanks(text, wordEnd);
  if (start === -1) return false;
  let end = start;
  for (;;) {
    end = endOf(text, end, URL_SAFE | DOT | BASE64);
    if (text.charCodeAt(end) !== TILDE) break;
    end += 1;
  }
  while (end > start && text.charCodeAt(end - 1) === 46) end -= 1;
  if (end - start < 8 || isMonotonous(text, start, end)) return false;
  // Prose: `bearer token`, `Bearer authentication`, `Bearer realm="x"`.
  return (
    (looksRandom(text, start, end) || end - start >= 24 || isDigits(text, start, end)) &&
    find('authorization', start, end)
  );
}

function isDigits(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((alphabets[text.charCodeAt(at)]! & 1) === 0) return false;
  return true;
}

/** Basic credentials are base64 of text with a colon in it, so prose cannot be taken for them. */
function findBasic(text: string, wordEnd: number): boolean {
  const start = behindBlanks(text, wordEnd);
  if (start === -1) return false;
  const end = endOf(text, start, BASE64 | URL_SAFE);
  if (end - start < 4) return false;
  return isBasic(text.slice(start, Math.min(end, start + 1024))) && find('authorization', start, end);
}

function isBasic(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  const colon = decoded.indexOf(':');
  if (colon === -1) return false;
  for (let at = 0; at < decoded.length; at += 1) if (decoded.charCodeAt(at) < 32) return false;
  return true;
}
