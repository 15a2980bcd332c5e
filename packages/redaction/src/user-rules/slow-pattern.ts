/**
 * Whether a pattern takes more than linear time, found out by trying it on texts that are hard for it. V8 backtracks: `(a+)+b`
 * needs years for forty letters, and `\w+x` four times as long for a word that is twice as long.
 */

import { type HardText, hardTexts, NO_MATCH } from './hard-texts.ts';

/**
 * For no text up to the longest may it take longer. What goes back sixty characters from each one takes a fifth of that, what
 * goes back to the beginning from each one four times as long and more.
 */
const MAX_MILLIS = 25;
/** Longer texts may take longer, in proportion. What goes back from every eighth character only shows there. */
const FULL_LENGTH = 16384;
/** Small steps at first: what doubles with each character is found while it takes milliseconds. */
const LENGTHS = [
  ...Array.from({ length: 20 }, (_, step) => 6 + 2 * step),
  ...[64, 96, 128, 256, 512, 1024, 2048, 4096, 8192, FULL_LENGTH, 4 * FULL_LENGTH],
];

/** Who asks what is wrong with a rule, and then makes a redactor with it, waits once. */
const known = new Map<string, string | undefined>();

/** A piece of the text that it takes too long for, or undefined. */
export function slowOn(pattern: RegExp): string | undefined {
  const written = String(pattern);
  if (!known.has(written)) known.set(written, tryOut(pattern));
  return known.get(written);
}

function tryOut(pattern: RegExp): string | undefined {
  for (const text of hardTexts(pattern)) {
    if (isSlow(pattern, text)) return text.before + text.again;
    if (isAnchored(pattern) && isSlow(pattern, behindNoMatch(text))) return text.before + text.again;
  }
  return undefined;
}

/** `^\s+|\s+$` takes blanks at the beginning at once, and those behind a letter again and again. `[^` is no anchor. */
function isAnchored({ source }: RegExp): boolean {
  return /(?<!\[)\^/.test(source);
}

function behindNoMatch({ before, again }: HardText): HardText {
  return { before: NO_MATCH + before, again };
}

function isSlow(pattern: RegExp, { before, again }: HardText): boolean {
  for (const length of LENGTHS) {
    const text = before + again.repeat(Math.ceil(length / again.length)) + NO_MATCH;
    if (isTooLong(pattern, text, MAX_MILLIS * Math.max(1, length / FULL_LENGTH))) return true;
  }
  return false;
}

/** More than once, as the process may have waited for something else. */
function isTooLong(pattern: RegExp, text: string, maxMillis: number): boolean {
  for (let attempt = 0; attempt < 3; attempt++) if (millisOf(pattern, text) <= maxMillis) return false;
  return true;
}

/** As rules are run: all matches. */
function millisOf(pattern: RegExp, text: string): number {
  const start = performance.now();
  text.replace(pattern, '');
  return performance.now() - start;
}
