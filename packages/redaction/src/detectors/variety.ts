/** Tells what a machine made from what a person wrote to stand for it. */

import { alphabets, DIGIT, LOWER, UPPER } from './characters.ts';

const seen = new Uint8Array(128);

/** How many different characters there are from `start` to `end`; stops counting at `enough`. */
export function differentCharacters(text: string, start: number, end: number, enough: number): number {
  seen.fill(0);
  let different = 0;
  for (let at = start; at < end && different < enough; at += 1) {
    const code = text.charCodeAt(at) & 127;
    if (seen[code] !== 0) continue;
    seen[code] = 1;
    different += 1;
  }
  return different;
}

/** Whether this is a place-holder: `xxxxxxxx`, `********`, `000-000`. Short secrets may repeat more. */
export function isMonotonous(text: string, start: number, end: number): boolean {
  return differentCharacters(text, start, end, 6) < (end - start >= 16 ? 6 : 3);
}

/** Whether from `start` to `end` there is a digit beside a letter, or capitals amid small letters: no plain word. */
export function looksRandom(text: string, start: number, end: number): boolean {
  let all = 0;
  let turns = 0;
  let before = 0;
  for (let at = start; at < end; at += 1) {
    const now = alphabets[text.charCodeAt(at)]! & (DIGIT | LOWER | UPPER);
    if (now !== before && before !== 0 && now !== 0) turns += 1;
    if (now !== 0) before = now;
    all |= now;
  }
  if ((all & DIGIT) !== 0) return (all & (LOWER | UPPER)) !== 0 || end - start >= 20;
  return all === (LOWER | UPPER) && turns * 4 >= end - start && end - start >= 12;
}
