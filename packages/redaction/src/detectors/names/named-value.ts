/** Finds the values of secret names in text of any syntax: JSON, YAML, .env, code, headers, forms, logs. */

import { char, endOf, NAME } from '../characters.ts';
import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { HEADER, isSuspicious, judgeName, NONE, STRONG } from './judge-name.ts';
import { findNameBefore, name } from './name-before.ts';
import {
  isChained,
  isCode,
  isCookie,
  isOneWord,
  isPlaceholder,
  isProse,
  isSecret,
  isSecretArgument,
  isSentence,
} from './plausible.ts';
import {
  closeBare,
  closeLine,
  closeList,
  closeOdd,
  closeQuoted,
  closeWrapped,
  openValue,
  value,
} from './value-after.ts';

/** Looks at the name before the operator at `index`, and at the value after it. */
export function findNamedValue(scanned: Scanned, index: number): boolean {
  return findNameBefore(scanned, index) && findValue(scanned, index + 1, scanned.bytes[index]!);
}

/** The same for an operator that is URL-encoded, `%3D` or `%3A`. */
export function findEncodedValue(scanned: Scanned, index: number): boolean {
  const { bytes } = scanned;
  let at = index + 1;
  // Encoded twice: `%253D`.
  while (bytes[at] === 50 && bytes[at + 1] === 53) at += 2;
  const low = bytes[at + 1]! | 32;
  if (bytes[at] !== 51 || (low !== 100 && low !== 97)) return false;
  return findNameBefore(scanned, index) && findValue(scanned, at + 2, char.equals);
}

/** Looks at the dash at `dash`, the second of an option of a command: `--password hunter2`. */
export function findOption(scanned: Scanned, dash: number): boolean {
  const { bytes } = scanned;
  if (bytes[dash] !== char.dash || dash === 0 || bytes[dash - 1] !== char.dash) return false;
  const at = dash + 1;
  const end = endOf(bytes, at, NAME);
  // What follows an option without a value is the next one.
  if (bytes[end] !== char.space || bytes[end + 1] === char.dash) return false;
  if (!isSuspicious(bytes, at, end)) return false;
  name.start = at;
  name.end = end;
  return findValue(scanned, end + 1, char.equals);
}

/**
 * Looks behind the bracket at `open` for a name and a value in quotes: `setProperty("API_TOKEN", "...")`. The value has
 * to be one that no person would write, as lists of names look the same.
 */
export function findArgument(scanned: Scanned, open: number): boolean {
  const { bytes } = scanned;
  let at = open + 1;
  while (bytes[at] === char.space && at - open < 4) at += 1;
  const quote = bytes[at]!;
  if (quote !== char.quote && quote !== char.apostrophe) return false;
  name.start = at + 1;
  name.end = endOf(bytes, name.start, NAME);
  if (bytes[name.end] !== quote || bytes[name.end + 1] !== char.comma) return false;
  if (!isSuspicious(bytes, name.start, name.end)) return false;
  const strength = judgeName(scanned, name.start, name.end);
  if (strength === NONE) return false;
  openValue(scanned, name.end + 2);
  if (value.quote === 0) return false;
  if (strength === HEADER) return findHeader(scanned);
  closeQuoted(scanned);
  if (bytes[open] === char.bracket && !isPair(scanned, open)) return false;
  return isSecretArgument(scanned, strength) && found('named');
}

/** `[['password', '...'], ...]` is of pairs; `['password', 'createdAt2']` is a list of names. */
function isPair({ bytes }: Scanned, open: number): boolean {
  let before = open - 1;
  while (before >= 0 && bytes[before]! <= char.space) before -= 1;
  if (before >= 0 && bytes[before] !== char.bracket && bytes[before] !== char.comma) return false;
  let behind = value.end + value.backslashes + 1;
  while (bytes[behind] === char.space || bytes[behind] === char.newline) behind += 1;
  return bytes[behind] === char.closeBracket;
}

function found(rule: string): true {
  return find(rule, value.start, value.end);
}

/** Looks at the value from `from` on, of the name that was found. */
function findValue(scanned: Scanned, from: number, operator: number): boolean {
  const strength = judgeName(scanned, name.start, name.end);
  if (strength === NONE) return false;
  openValue(scanned, from);
  if (strength === HEADER) return findHeader(scanned);
  return value.quote === 0 ? findBare(scanned, strength, operator) : findQuoted(scanned, strength);
}

const SCHEME =
  /^(?:Basic|Bearer|Digest|(?:Api-?)?Token|(?:Api-?)?Key|Negotiate|NTLM|OAuth|Hawk|SharedKey|GoogleLogin|AWS4-HMAC-SHA256|DPoP|Splunk|GenieKey|Bot|Signature|MAC|Mutual|VAPID|SCRAM-[\w-]+)[ \t]+/i;

/** A scheme stays, the rest of the line or string goes; of cookies, everything. */
function findHeader(scanned: Scanned): boolean {
  const scheme = SCHEME.exec(scanned.text.slice(value.start, value.start + 40));
  // Prose: `authorization: required`, `cookie: none of them is set`. Before the end is looked for, which may be far.
  if (scheme === null && !isCookie(scanned)) return false;
  if (value.quote !== 0) closeQuoted(scanned);
  else if (value.wrapping !== -1) closeWrapped(scanned);
  else closeLine(scanned, scheme === null ? 0 : scheme[0].length);
  if (value.isList) closeList(scanned);
  value.start += scheme?.[0].length ?? 0;
  return value.end - value.start >= 4 && !isPlaceholder(scanned) && found('authorization');
}

function findQuoted(scanned: Scanned, strength: number): boolean {
  if (strength === STRONG) {
    if (isSentence(scanned)) return false;
    closeQuoted(scanned);
    // `KEY=\`command\`` is a command of a shell.
    if (value.quote === char.grave && scanned.text.slice(value.start, value.end).includes(' ')) return false;
    if (!isSecret(scanned, strength)) return false;
    // Lists of messages are of sentences.
    if (value.isList && !isOneWord(scanned.bytes, value.start, value.end)) return false;
    if (value.isList) closeList(scanned);
    return found('named');
  }
  closeBare(scanned);
  const next = scanned.bytes[value.end]!;
  if (next !== value.quote && next !== char.backslash && value.end < scanned.length) return false;
  return isSecret(scanned, strength) && found('named');
}

function findBare(scanned: Scanned, strength: number, operator: number): boolean {
  if (value.backslashes > 0 || (operator === char.colon && isChained(scanned))) return false;
  if (value.wrapping !== -1) {
    if (isSentence(scanned)) return false;
    closeWrapped(scanned);
    return isSecret(scanned, strength) && found('named');
  }
  closeBare(scanned);
  if (!isSecret(scanned, strength) || isCode(scanned)) return false;
  if (operator === char.colon && isShorthand(scanned)) return false;
  if (strength === STRONG && operator === char.equals) closeOdd(scanned);
  return !(operator === char.colon && isProse(scanned)) && found('named');
}

/** `{ password: password }` */
function isShorthand({ text }: Scanned): boolean {
  const length = value.end - value.start;
  return length === name.end - name.start && text.startsWith(text.slice(name.start, name.end), value.start);
}
