/** Passwords that stand behind the word itself, without an operator: in SQL, `.netrc`, and sentences of errors. */

import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { STRONG, WEAK } from './judge-name.ts';
import { name } from './name-before.ts';
import { isPlaceholder, isSecretArgument, isSentence } from './plausible.ts';
import { closeQuoted, openValue, value } from './value-after.ts';

/** `password '...'`, `IDENTIFIED BY '...'`, `SET PASSWORD FOR 'bob' = '...'`: up to the quote. */
const BEFORE =
  /(?:password|passwd|passphrase|passcode|pwd)[ \t]{1,3}(?:for[ \t]+\S{1,80}[ \t]*=[ \t]*)?(?=["'`])|identified[ \t]+(?:with[ \t]+\S{1,64}[ \t]+)?(?:by|as)[ \t]+(?=["'])/iy;

/** Looks at the word at `at`. */
export function findBehindPassword(scanned: Scanned, at: number): boolean {
  if (!opensQuote(scanned, at, BEFORE)) return findInNetrc(scanned, at);
  return !isSentence(scanned) && findQuoted(scanned, at, STRONG, 0);
}

/** `invalid token '...'`, `API key "..."`: most of what is quoted there is the name of one, or a sign. */
const TOKEN = /(?:token|api[ _-]?key)[ \t]{1,3}(?=["'`])/iy;
const SHORTEST_TOKEN = 16;

export function findBehindToken(scanned: Scanned, at: number): boolean {
  return opensQuote(scanned, at, TOKEN) && findQuoted(scanned, at, WEAK, SHORTEST_TOKEN);
}

/** Goes to the value behind `before`, if that is in quotes. */
function opensQuote(scanned: Scanned, at: number, before: RegExp): boolean {
  before.lastIndex = at;
  if (!before.test(scanned.text)) return false;
  openValue(scanned, before.lastIndex);
  return value.quote !== 0;
}

function findQuoted(scanned: Scanned, at: number, strength: number, shortest: number): boolean {
  name.start = at;
  name.end = at;
  closeQuoted(scanned);
  const isLong = value.end - value.start >= shortest;
  return isLong && isSecretArgument(scanned, strength) && find('named', value.start, value.end);
}

const FARTHEST = 128;

/** `machine api.example login bob password ...` */
function findInNetrc(scanned: Scanned, at: number): boolean {
  const { text } = scanned;
  if (!/\slogin\s+\S+\s+$/.test(text.slice(Math.max(0, at - FARTHEST), at))) return false;
  NETRC.lastIndex = at;
  if (!NETRC.test(text)) return false;
  name.start = at;
  name.end = at;
  value.end = NETRC.lastIndex;
  value.start = at + 'password '.length;
  return !isPlaceholder(scanned) && find('named', value.start, value.end);
}

const NETRC = /password [^\s"'`]{3,256}/y;
