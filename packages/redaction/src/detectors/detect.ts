/**
 * Finds the secrets in a text: one pass over its characters, which stops only where a word ends. What begins there is
 * looked up by three characters; what stands before a `=` or `:` is looked at if it could be the name of a secret. So
 * a detector more costs a clean text nothing.
 */

import { findBeginning, groupOf } from './beginnings.ts';
import {
  AT,
  BREAK,
  boundaries,
  char,
  DIGIT,
  ESCAPE,
  HEX,
  isIn,
  OPERATOR,
  PERCENT,
  RARE,
} from './characters.ts';
import { type Detect, found, type Replace } from './finding.ts';
import { findArgument, findEncodedValue, findNamedValue } from './names/named-value.ts';
import { endOfColor } from './names/wrapping.ts';
import { type OptInDetector, personalDetectors } from './personal/personal.ts';
import { type Scanned, scanned } from './scanned.ts';
import { findAroundBar, findAroundColon, findAroundTilde } from './tokens/odd-token.ts';
import {
  findEncodedUrlCredentials,
  findEscapedUrlCredentials,
  findSourcePassword,
  findUrlCredentials,
} from './url-credentials.ts';
import { findElementText } from './xml-element.ts';

/** The built-in detectors alone. */
export const detect: Detect = (text, replace) => scan(scanned(text), replace);

/** The built-in detectors, and those asked for. */
export function createDetect(optIn: readonly OptInDetector[]): Detect {
  const personal = personalDetectors(optIn);
  if (personal.length === 0) return detect;
  return (text, replace) => {
    let redacted = detect(text, replace);
    for (const redact of personal) redacted = redact(redacted, replace);
    return redacted;
  };
}

function scan(source: Scanned, replace: Replace): string {
  const { text, bytes, length } = source;
  // Local, since what is imported is looked up at each use.
  const ends = boundaries;
  const groupAt = groupOf;
  let findings: Finding[] | undefined;
  let done = 0;
  let at = -1;
  let kind = BREAK;
  for (;;) {
    const isFound = kind > BREAK && findAtBoundary(source, at, kind, done);
    const word = kind > OPERATOR ? afterEscape(bytes, at, kind) : at + 1;
    const first = bytes[word]!;
    const third = bytes[word + 2]!;
    // `keyOf` in groups.ts, here because a call for each word is what this loop does not have.
    const group =
      groupAt[((first & 31) << 11) | ((bytes[word + 1]! & 31) << 6) | (third & 31) | ((third & 64) >> 1)]!;
    if (isFound || (group !== 0 && findBeginning(source, word, group))) {
      findings ??= [];
      findings.push({ rule: found.rule, start: found.start, end: found.end });
      done = found.end;
      at = done - 1;
      kind = BREAK;
      continue;
    }
    at = word;
    // The zero behind the end stops it, as a blank does.
    while (ends[bytes[at]!] === 0) at += 1;
    if (at >= length) return findings === undefined ? text : replaced(text, findings, replace);
    kind = ends[bytes[at]!]!;
  }
}

interface Finding {
  rule: string;
  start: number;
  end: number;
}

/** Only here `replace` is called, so that it may look at texts itself. */
function replaced(text: string, findings: readonly Finding[], replace: Replace): string {
  let out = '';
  let copied = 0;
  for (const { rule, start, end } of findings) {
    out += text.slice(copied, start) + replace(rule, text.slice(start, end));
    copied = end;
  }
  return out + text.slice(copied);
}

function findAtBoundary(source: Scanned, at: number, kind: number, done: number): boolean {
  switch (kind) {
    case OPERATOR:
      if (source.bytes[at] !== char.colon) return findNamedValue(source, at);
      return source.bytes[at + 1] === char.slash && source.bytes[at + 2] === char.slash
        ? findUrlCredentials(source, at)
        : findBehindColon(source, at);
    case PERCENT:
      return findEncodedValue(source, at) || findEncodedUrlCredentials(source, at);
    case AT:
      return findSourcePassword(source, at, done);
    case RARE:
      return findAtRare(source, at, done);
    default:
      return false;
  }
}

function findBehindColon(source: Scanned, at: number): boolean {
  // A time, a port, a line and its column.
  if (isIn(source.bytes, at + 1, DIGIT) && at > 0 && isIn(source.bytes, at - 1, DIGIT)) return false;
  const next = source.bytes[at + 1];
  if (next === LETTER_A && findAroundColon(source, at)) return true;
  if (next === char.backslash && findEscapedUrlCredentials(source, at)) return true;
  return findNamedValue(source, at);
}

const LETTER_A = 'A'.charCodeAt(0);

function findAtRare(source: Scanned, at: number, done: number): boolean {
  switch (source.bytes[at]) {
    case char.less:
      return findElementText(source, at, done);
    case char.pipe:
      return findAroundBar(source, at);
    case char.tilde:
      return findAroundTilde(source, at);
    default:
      return findArgument(source, at);
  }
}

/** The index of the first character that can begin a word, behind the escape at `at`. */
function afterEscape(bytes: Uint8Array, at: number, kind: number): number {
  if (kind === PERCENT) return afterPercent(bytes, at);
  if (kind === ESCAPE) return afterColor(bytes, at + 1);
  switch (bytes[at + 1]) {
    case 110: // \n
    case 114: // \r
    case 116: // \t
      return at + 2;
    case 117: // \u0022, \u001b[1;32m
      return isHexPair(bytes, at + 2) && isHexPair(bytes, at + 4) ? afterColor(bytes, at + 6) : at + 2;
    case 120: // \x1b[1;32m
      return isHexPair(bytes, at + 2) ? afterColor(bytes, at + 4) : at + 1;
    default:
      return at + 1;
  }
}

/** `%22`, or `%2522` of what was encoded twice. */
function afterPercent(bytes: Uint8Array, percent: number): number {
  if (!isHexPair(bytes, percent + 1)) return percent + 1;
  const isTwice = bytes[percent + 1] === 50 && bytes[percent + 2] === 53 && isHexPair(bytes, percent + 3);
  return isTwice ? percent + 5 : percent + 3;
}

function isHexPair(bytes: Uint8Array, at: number): boolean {
  return isIn(bytes, at, HEX) && isIn(bytes, at + 1, HEX);
}

/** Behind `[1;32m`, or where it would begin. */
function afterColor(bytes: Uint8Array, start: number): number {
  return endOfColor(bytes, start) || start;
}
