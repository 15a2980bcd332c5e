/** Finds tokens that have a prefix and a shape. */

import { char, DIGIT, endOf, endWithin, isIn, LOWER, UNDERSCORE, WORD } from '../characters.ts';
import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { differentCharacters, isMonotonous, looksRandom } from '../variety.ts';
import { type TokenShape, UNBOUNDED } from './token-shapes.ts';

/** So much of a token of any length says whether it is one; the rest is only read if it is. */
const PROBE = 64;

/** Looks at the word at `at` for a token of this shape. */
export function findShape(scanned: Scanned, at: number, shape: TokenShape): boolean {
  const { text, bytes } = scanned;
  if (!text.startsWith(shape.prefix, at)) return false;
  const start = at + shape.prefix.length;
  const isBounded = shape.max !== UNBOUNDED;
  const limit = start + (isBounded ? shape.max + 1 : Math.max(PROBE, shape.min));
  const probed = withoutDots(bytes, start, endWithin(bytes, start, limit, shape.of));
  if (probed - start < shape.min || probed - start > shape.max) return false;
  if (!isIssued(bytes, start, probed, shape) || (shape.has === '.' && start < scanned.dotless)) return false;
  const end = isBounded ? probed : withoutDots(bytes, start, endOf(bytes, start, shape.of));
  if (isIn(bytes, end, WORD) && !endsEmphasis(bytes, end)) return false;
  if (shape.has !== undefined && !holds(scanned, start, end, shape.has)) return false;
  return find(shape.rule, at, end);
}

/** `__ghp_...__`, as in Markdown. */
function endsEmphasis(bytes: Uint8Array, end: number): boolean {
  return bytes[end] === char.underscore && !isIn(bytes, endWithin(bytes, end, end + 3, UNDERSCORE), WORD);
}

/** The full stop behind a token is the sentence's. */
function withoutDots(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === char.dot) at -= 1;
  return at;
}

/** Whether it has what it must have. A text without a dot is searched for one once, however many JWTs begin in it. */
function holds(scanned: Scanned, start: number, end: number, what: string): boolean {
  if (what !== '.') return scanned.text.slice(start, end).includes(what);
  if (scanned.text.slice(start, end).includes('.')) return true;
  scanned.dotless = end;
  return false;
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
