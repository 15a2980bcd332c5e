/** Tells what a machine made from what a person wrote to stand for it. */

import { ALNUM, alphabets, char, DIGIT, LETTER, LOWER, UPPER } from './characters.ts';

const seen = new Uint8Array(256);

/** How many different characters there are from `start` to `end`; stops counting at `enough`. */
export function differentCharacters(bytes: Uint8Array, start: number, end: number, enough: number): number {
  seen.fill(0);
  let different = 0;
  for (let at = start; at < end && different < enough; at += 1) {
    const code = bytes[at]!;
    if (seen[code] !== 0) continue;
    seen[code] = 1;
    different += 1;
  }
  return different;
}

/** Whether this is a place-holder: `xxxxxxxx`, `********`, `000-000`. */
export function isMonotonous(bytes: Uint8Array, start: number, end: number): boolean {
  const least = end - start >= 16 ? 6 : end - start >= 6 ? 3 : 2;
  return differentCharacters(bytes, start, end, least) < least;
}

/** A word as long as this that has letters and digits is none of a language. */
const LONG_WORD = 20;

/**
 * Whether letters and digits alternate as they do by chance: on average at each sixth character, or small and capital
 * letters at each fourth. Words with a number behind them, and names in camel case, do not. Long words may alternate less.
 */
export function looksRandom(bytes: Uint8Array, start: number, end: number): boolean {
  let all = 0;
  let turns = 0;
  let before = 0;
  let word = 0;
  let wordStart = start;
  for (let at = start; at < end; at += 1) {
    const now = alphabets[bytes[at]!]! & ALNUM;
    if (now === 0) {
      word = 0;
      wordStart = at + 1;
      continue;
    }
    if (now !== before && before !== 0) turns += 1;
    before = now;
    all |= now;
    word |= now;
    if (at - wordStart >= LONG_WORD && (word & DIGIT) !== 0 && (word & LETTER) !== 0) return true;
  }
  const length = end - start;
  if ((all & DIGIT) !== 0 && (all & LETTER) !== 0) return turns * 6 >= length || isUuid(bytes, start, end);
  return (all & LETTER) === (LOWER | UPPER) && turns * 4 >= length && length >= 12;
}

function isUuid(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 36) return false;
  for (const dash of [8, 13, 18, 23]) if (bytes[start + dash] !== char.dash) return false;
  return true;
}
