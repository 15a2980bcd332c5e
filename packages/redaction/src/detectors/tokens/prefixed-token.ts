/** Finds tokens by their prefix: one look into a table of pairs of characters at the start of each word. */

import { ALNUM, alphabets, DIGIT, endOf, isIn } from './characters.ts';
import { find } from './finding.ts';
import { builtInShapes, otherShapes, type TokenShape, UNBOUNDED } from './token-shapes.ts';
import { differentCharacters, isMonotonous } from './variety.ts';

const FULL_STOP = 46;

/** Below it there is no token with a prefix. */
export const SHORTEST_TOKEN = 14;

/** 1 + index into `groups` by the first two characters, 7 bits each. */
const groupOf = new Uint8Array(0x4000);
const groups: TokenShape[][] = [];
for (const shape of [...builtInShapes, ...otherShapes]) {
  const key = (shape.prefix.charCodeAt(0) << 7) | shape.prefix.charCodeAt(1);
  if (groupOf[key] === 0) groupOf[key] = groups.push([]);
  groups[groupOf[key]! - 1]!.push(shape);
}

/** Looks at each word of the run from `start` to `end`: those after its start, `_`, `-`, `.`, `/`, `+` and `~`. */
export function findPrefixed(text: string, start: number, end: number): boolean {
  const last = end - 2;
  let inWord = false;
  for (let at = start; at < last; at += 1) {
    const code = text.charCodeAt(at);
    const isWord = (alphabets[code]! & ALNUM) !== 0;
    if (isWord && !inWord) {
      const next = text.charCodeAt(at + 1);
      const group = next < 128 ? groupOf[(code << 7) | next]! : 0;
      if (group !== 0 && findShape(text, at, groups[group - 1]!)) return true;
    }
    inWord = isWord;
  }
  return false;
}

function findShape(text: string, at: number, shapes: readonly TokenShape[]): boolean {
  for (const shape of shapes) {
    if (!text.startsWith(shape.prefix, at)) continue;
    const start = at + shape.prefix.length;
    const end = tokenEnd(text, start, shape);
    const length = end - start;
    if (length < shape.min || (length > shape.max && shape.max !== UNBOUNDED) || isIn(text, end, ALNUM))
      continue;
    if (shape.has !== undefined && !has(text, shape.has, start, end)) continue;
    if (isIssued(text, start, end)) return find(shape.rule, at, end);
  }
  return false;
}

/** Of the longest token all is taken, and never the full stop behind it. */
function tokenEnd(text: string, start: number, shape: TokenShape): number {
  const limit = shape.max === UNBOUNDED ? text.length : Math.min(text.length, start + shape.max + 1);
  let end = endOf(text, start, shape.of, limit);
  while (end > start && text.charCodeAt(end - 1) === FULL_STOP) end -= 1;
  return end;
}

function has(text: string, what: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text.startsWith(what, at)) return true;
  return false;
}

/** Not what documentation writes: `ghp_xxxxxxxxxxxx`, `xoxb-your-bot-token-here`, `hf_model_for_question_answering`. */
function isIssued(text: string, start: number, end: number): boolean {
  if (isMonotonous(text, start, end)) return false;
  for (let at = start; at < end; at += 1) {
    if ((alphabets[text.charCodeAt(at)]! & DIGIT) !== 0) return true;
  }
  return differentCharacters(text, start, end, 12) >= 12;
}
