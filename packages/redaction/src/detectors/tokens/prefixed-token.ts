/** Finds tokens that have a prefix and a shape. */

import { char, DIGIT, endOf, isIn, LOWER, WORD } from '../characters.ts';
import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { differentCharacters, isMonotonous, looksRandom } from '../variety.ts';
import type { TokenShape } from './token-shapes.ts';

/** Looks at the word at `at` for a token of this shape. */
export function findShape({ text, bytes }: Scanned, at: number, shape: TokenShape): boolean {
  if (!text.startsWith(shape.prefix, at)) return false;
  const start = at + shape.prefix.length;
  let end = endOf(bytes, start, shape.of);
  while (end > start && bytes[end - 1] === char.dot) end -= 1;
  if (end - start < shape.min || end - start > shape.max || isIn(bytes, end, WORD)) return false;
  if (shape.has !== undefined && !text.slice(start, end).includes(shape.has)) return false;
  return isIssued(bytes, start, end, shape) && find(shape.rule, at, end);
}

/** A prefix as long as this says enough. */
const TELLING = 12;

/** Not what documentation writes: `ghp_xxxxxxxxxxxx`, `xoxb-your-bot-token-here`, `hf_model_for_question_answering`. */
function isIssued(bytes: Uint8Array, start: number, end: number, { of, prefix }: TokenShape): boolean {
  if (isMonotonous(bytes, start, end)) return prefix.length >= TELLING;
  for (let at = start; at < end; at += 1) if (isIn(bytes, at, DIGIT)) return true;
  if ((of & LOWER) === 0) return differentCharacters(bytes, start, end, 8) >= 8;
  return (
    looksRandom(bytes, start, end) || (end - start >= 30 && differentCharacters(bytes, start, end, 12) >= 12)
  );
}
