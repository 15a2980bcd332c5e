/** Tokens without a prefix that have something else of their own in the middle. */

import { ALNUM, char, DIGIT, DOT, endWithin, followsWord, isIn, URL_SAFE } from '../characters.ts';
import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { looksRandom } from '../variety.ts';

/** A secret of Entra ID has `Q~` behind its third character and a digit, and 40 characters in all. */
export function findAroundTilde({ bytes }: Scanned, tilde: number): boolean {
  const start = tilde - 5;
  if (start < 0 || followsWord(bytes, start) || bytes[tilde - 1] !== 81 || !isIn(bytes, tilde - 2, DIGIT))
    return false;
  const limit = tilde + 40;
  let end = tilde + 1;
  while (end < limit && (bytes[end] === char.tilde || isIn(bytes, end, URL_SAFE | DOT))) end += 1;
  const length = end - tilde - 1;
  return length >= 31 && length <= 34 && looksRandom(bytes, start, end) && find('azure', start, end);
}

/** A token of a Telegram bot: its number, a colon, and 35 characters from an `A` on. */
export function findAroundColon({ bytes }: Scanned, colon: number): boolean {
  if (bytes[colon + 1] !== 65 || colon < 5 || !isIn(bytes, colon - 1, DIGIT)) return false;
  const end = endWithin(bytes, colon + 1, colon + 40, URL_SAFE);
  if (end - colon - 1 !== 35) return false;
  const start = startOfDigits(bytes, colon, 16);
  return colon - start >= 5 && find('telegram', start, end);
}

/** An access token of a Facebook app: its number, a bar, and 27 characters or more. */
export function findAroundBar({ bytes }: Scanned, bar: number): boolean {
  if (bar < 15 || !isIn(bytes, bar - 1, DIGIT) || !isIn(bytes, bar + 1, URL_SAFE)) return false;
  const end = endWithin(bytes, bar + 1, bar + 50, URL_SAFE);
  const length = end - bar - 1;
  const start = startOfDigits(bytes, bar, 16);
  return length >= 27 && length <= 40 && bar - start >= 15 && find('facebook', start, end);
}

/** Where the digits before `end` begin; `end` if a letter or more than `most` stand there. */
function startOfDigits(bytes: Uint8Array, end: number, most: number): number {
  let start = end;
  while (start > 0 && end - start <= most && isIn(bytes, start - 1, DIGIT)) start -= 1;
  return end - start > most || (start > 0 && isIn(bytes, start - 1, ALNUM)) ? end : start;
}
