/**
 * Finds the secrets in a text: one pass over its characters, which stops only at those that end a word. What ended
 * there is looked at if it is long, begins with a digit or is one of few words; what stands before `=`, `:`, `,` or
 * `>` if it could be the name of a secret. So a detector more costs a clean text nothing.
 */

import { findCredentials } from './authorization.ts';
import { findCardNumber } from './card-number.ts';
import { alphabets, BREAK, boundaries, DIGIT, HEX, isIn, LETTER, OPERATOR, PERCENT } from './characters.ts';
import { type Detect, found, type Replace } from './finding.ts';
import { findIban } from './iban.ts';
import { findEncodedValue, findNamedValue } from './named-value.ts';
import { findPrefixed, SHORTEST_TOKEN } from './prefixed-token.ts';
import { findPrivateKey } from './private-key.ts';
import { findUrlCredentials } from './url-credentials.ts';

const COLON = 58;

/** Personal data that only the user knows to be wanted or not. */
export type OptInDetector = 'email' | 'phone' | 'ip' | 'national-id';

/** The built-in detectors alone. */
export const detect: Detect = (text, replace) => scan(text, replace);

/** The built-in detectors, and those asked for. */
export function createDetect(optIn: readonly OptInDetector[]): Detect {
  void optIn;
  return detect;
}

function scan(text: string, replace: Replace): string {
  const length = text.length;
  let out = '';
  let copied = 0;
  let start = 0;
  for (let at = 0; at <= length; at += 1) {
    const kind = at < length ? boundaries[text.charCodeAt(at)]! : BREAK;
    if (kind === 0) continue;
    if ((at - start >= 4 && findInRun(text, start, at)) || (kind > BREAK && findAtBoundary(text, at, kind))) {
      out += text.slice(copied, found.start);
      const { rule, start: from, end } = found;
      copied = end;
      start = end;
      at = end - 1;
      out += replace(rule, text.slice(from, end));
      continue;
    }
    start = kind > OPERATOR ? afterEscape(text, at, kind) : at + 1;
    at = start - 1;
  }
  return copied === 0 ? text : out + text.slice(copied);
}

function findInRun(text: string, start: number, end: number): boolean {
  const length = end - start;
  const first = alphabets[text.charCodeAt(start)]!;
  if ((first & DIGIT) !== 0) {
    if (findCardNumber(text, start)) return true;
  } else if ((first & LETTER) !== 0) {
    if (isIn(text, start + 2, DIGIT) && isIn(text, start + 3, DIGIT) && findIban(text, start)) return true;
    if (length < 7 && findCredentials(text, start, end)) return true;
  }
  if (length < 10) return false;
  if (text.charCodeAt(end - 1) === 78 && findPrivateKey(text, end)) return true;
  return length >= SHORTEST_TOKEN && findPrefixed(text, start, end);
}

function findAtBoundary(text: string, at: number, kind: number): boolean {
  if (kind === OPERATOR)
    return (text.charCodeAt(at) === COLON && findUrlCredentials(text, at)) || findNamedValue(text, at);
  return kind === PERCENT && findEncodedValue(text, at);
}

/** The index of the first character that can begin a word, behind the escape at `at`. */
function afterEscape(text: string, at: number, kind: number): number {
  if (kind === PERCENT) return isIn(text, at + 1, HEX) && isIn(text, at + 2, HEX) ? at + 3 : at + 1;
  const next = at + 1;
  const code = text.charCodeAt(next);
  if (code === LETTER_U) return next + 5;
  return 'nrtbf'.includes(text.charAt(next)) ? next + 1 : next;
}

const LETTER_U = 117;
