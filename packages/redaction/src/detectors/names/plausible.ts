/** Tells secrets from what else may stand behind a secret's name: place-holders, code, sentences. */

import { ALNUM, char, DIGIT, DOT, isIn, LETTER, LOWER, UNDERSCORE } from '../characters.ts';
import type { Scanned } from '../scanned.ts';
import { isMonotonous, looksRandom } from '../variety.ts';
import { DIGITS, STRONG } from './judge-name.ts';
import { name } from './name-before.ts';
import { value } from './value-after.ts';

const SHORTEST = 3;
const SHORTEST_WEAK = 8;
/** Behind `password` shorter ones are secrets too. */
const SHORTEST_ARGUMENT = 6;
/** No word and no sentence without a blank is as long. */
const LONG = 100;
/** Ten digits and more behind `token` are no number of tokens. */
const LONG_NUMBER = 12;

/** Whether the value can be a secret for a name of this strength. */
export function isSecret(scanned: Scanned, strength: number): boolean {
  const { bytes } = scanned;
  const { start, end } = value;
  const length = end - start;
  if (length < SHORTEST || isPlaceholder(scanned)) return false;
  if (strength >= STRONG) return true;
  const isNumber = isAll(bytes, start, end, DIGIT);
  if (strength === DIGITS) return length <= 8 && isNumber;
  if (isNumber) return length >= LONG_NUMBER && (bytes[name.end - 1]! | 32) === LETTER_N;
  return length >= SHORTEST_WEAK && (length >= LONG || looksRandom(bytes, start, end));
}

/** Whether the value can be a secret for a name in a list of strings, most of which are neither. */
export function isSecretArgument(scanned: Scanned, strength: number): boolean {
  const { start, end } = value;
  if (!isOneWord(scanned.bytes, start, end)) return false;
  if (strength !== STRONG) return isSecret(scanned, strength);
  return (
    end - start >= SHORTEST_ARGUMENT && !isPlaceholder(scanned) && !isAll(scanned.bytes, start, end, LETTER)
  );
}

const LETTER_N = 'n'.charCodeAt(0);

/** What stands for a secret: `null`, `REDACTED`, `****`, `<password>`, `${TOKEN}`, `$TOKEN`, `{{token}}`, `%s`. */
export function isPlaceholder({ text, bytes }: Scanned): boolean {
  const { start, end } = value;
  if (isMonotonous(bytes, start, end)) return true;
  const beginning = text.slice(start, Math.min(end, start + 48));
  return STANDS_FOR.test(beginning) || NAMES_IT.test(beginning) || isDirectory(bytes);
}

/** Of shells, `PWD` is no password. */
function isDirectory(bytes: Uint8Array): boolean {
  const first = bytes[value.start];
  return (
    (first === char.slash || first === char.tilde) &&
    name.end - name.start <= 6 &&
    (bytes[name.end - 1]! | 32) === LETTER_D &&
    (bytes[name.end - 2]! | 32) === LETTER_W
  );
}

const LETTER_D = 'd'.charCodeAt(0);
const LETTER_W = 'w'.charCodeAt(0);

const STANDS_FOR = new RegExp(
  `^(?:${[
    '\\[?(?:REDACTED|FILTERED|MASKED|HIDDEN|REMOVED|SCRUBBED)\\b',
    'hmac:[0-9a-f]{16}$',
    '<[^>]*>?$',
    '\\$\\{|\\$\\(|\\{\\{|%[sdvo({]',
    '%\\w+%$',
    '\\$[A-Za-z_]+$',
    ':[a-z]\\w*$|\\?$',
    'process\\.env|os\\.environ|getenv|ENC\\[',
    '(?:null|nil|none|undefined|true|false|yes|no|empty|unset|string|object|function|required|missing|invalid|expired|unknown|changed|failed|disabled|enabled|error|ok|on|off|optional|default|any|boolean|number)!?$',
    // Modes of `fetch`, and files in which it is.
    '(?:include|omit|same-origin)$|\\.{1,2}/|/run/secrets/',
    '[*•.x_-]{3,}$',
    '(?:your|my|the|some|insert|enter|add|put)[-_ ](?:\\w+[-_ ])*(?:token|key|secret|password|here)',
  ].join('|')})`,
  'i',
);

/** `YOUR_API_KEY`, `ACCESS_TOKEN`, `PASSWORD`. In small letters it is the default that nobody has changed. */
const NAMES_IT = /^(?=[A-Z_-]*(?:TOKEN|KEY|SECRET|PASS|YOUR|CRED))[A-Z_-]+$/;

/** A call or a property: `token = read(file)`, `password: req.body.password`, `KEY = Ed25519.key`. */
export function isCode({ bytes }: Scanned): boolean {
  const { start, end } = value;
  if (bytes[end] === char.open) return true;
  let dot = -1;
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === char.dot) {
      if (!isIn(bytes, at + 1, LETTER | UNDERSCORE)) return false;
      dot = at;
    } else if (!isIn(bytes, at, ALNUM | UNDERSCORE)) return false;
  }
  return (
    dot > start && isAll(bytes, dot + 1, end, LETTER | UNDERSCORE) && isIn(bytes, start, LETTER | UNDERSCORE)
  );
}

/** `arn:aws:secretsmanager:eu-west-1:123:secret:shop/db`: a part of something else. */
export function isChained({ bytes }: Scanned): boolean {
  return bytes[value.start - 1] === char.colon && name.start > 0 && bytes[name.start - 1] === char.colon;
}

/**
 * Whether a value behind a colon, without quotes, is a word of a sentence: `wrong password: retry in a minute`. It is
 * none if it has something but small letters, if no blank is before it, or if it ends a line or field that the name began:
 * YAML, headers, forms.
 */
export function isProse({ bytes, length }: Scanned): boolean {
  const { start, end } = value;
  for (let at = start; at < end; at += 1) {
    if (isIn(bytes, at, LOWER) || (at === start && isIn(bytes, at, LETTER))) continue;
    if (at === end - 1 && isIn(bytes, at, DOT)) continue;
    return false;
  }
  if (bytes[start - 1] === char.colon) return false;
  const next = bytes[end]!;
  if (
    next === char.space ||
    (end < length && next > char.space && next !== char.comma && next !== char.semicolon)
  )
    return true;
  return !isCompound(bytes) && followsWords(bytes);
}

/** `user_password`, `x-api-key`: no word of a sentence. */
function isCompound(bytes: Uint8Array): boolean {
  for (let at = name.start; at < name.end; at += 1) if (!isIn(bytes, at, LETTER)) return true;
  return false;
}

function followsWords(bytes: Uint8Array): boolean {
  let at = name.start;
  while (at > 0 && bytes[at - 1] === char.space) at -= 1;
  return at > 0 && isIn(bytes, at - 1, ALNUM);
}

/** The start of a sentence about a secret, as in the answers of forms: `"password": "must have 8 characters"`. */
export function isSentence({ text }: Scanned): boolean {
  return SENTENCE.test(text.slice(value.start, value.start + 14));
}

const SENTENCE =
  /^(?:is|are|must|should|may|can|cannot|can't|does|doesn't|has|was|too|the|a|an|your|please|not|no|enter|invalid|incorrect|wrong|missing|required|expired|field|use|choose|forgot|reset|changed|failed|minimum|at least|this)\s/i;

/** Whether a header without a scheme has credentials or cookies rather than words, by its first ones. */
export function isCookie({ bytes, length }: Scanned): boolean {
  const limit = Math.min(length, value.start + LONG);
  let at = value.start;
  for (; at < limit && bytes[at]! > char.space && bytes[at] !== value.quote; at += 1) {
    if (isIn(bytes, at, DIGIT) || bytes[at] === char.equals) return true;
  }
  return at - value.start >= 16;
}

export function isOneWord(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at]! <= char.space) return false;
  return true;
}

function isAll(bytes: Uint8Array, start: number, end: number, alphabet: number): boolean {
  for (let at = start; at < end; at += 1) if (!isIn(bytes, at, alphabet)) return false;
  return true;
}
