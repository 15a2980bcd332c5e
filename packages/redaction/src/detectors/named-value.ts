/** Finds the values of secret names in text of any syntax: JSON, YAML, .env, code, headers, forms, logs, XML. */

import { ALNUM, alphabets, DASH, DIGIT, DOT, isIn, UNDERSCORE, UPPER } from './characters.ts';
import { find } from './finding.ts';
import { DIGITS, HEADER, isSuspicious, judgeName, LONGEST_NAME, NONE, STRONG } from './secret-names.ts';
import { isMonotonous, looksRandom } from './variety.ts';

const NAME = ALNUM | UNDERSCORE | DASH | DOT;
const LONG = 200;
const QUOTES_BETWEEN = 10;

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const PERCENT = 37;
const APOSTROPHE = 39;
const COMMA = 44;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const GREATER = 62;
const BACKSLASH = 92;
const GRAVE = 96;

/** Looks at the name before the operator at `index`, and at the value after it. */
export function findNamedValue(text: string, index: number): boolean {
  const operator = text.charCodeAt(index);
  const end = nameEnd(text, index, operator);
  if (end === -1) return false;
  const start = nameStart(text, end);
  if (!isSuspicious(text, start, end)) return false;
  return findValueOf(text, start, end, index + 1, operator);
}

/** The same for an operator that is URL-encoded, `%3D` or `%3A`. */
export function findEncodedValue(text: string, index: number): boolean {
  if (text.charCodeAt(index + 1) !== 51 || !/[DA]/i.test(text.charAt(index + 2))) return false;
  const start = nameStart(text, index);
  return isSuspicious(text, start, index) && findValueOf(text, start, index, index + 3, EQUALS);
}

/** Looks at the value from `from` on, of the name from `start` to `end`. */
export function findValueOf(
  text: string,
  start: number,
  end: number,
  from: number,
  operator: number,
): boolean {
  const strength = judgeName(text.slice(start, end));
  if (strength === NONE) return false;
  const value = skipOperator(text, from, operator);
  return strength === HEADER ? findHeader(text, value) : findValue(text, value, strength, operator, start);
}

/** The end of the name: over blanks, quotes and what else belongs to the operator. */
function nameEnd(text: string, index: number, operator: number): number {
  const least = Math.max(0, index - QUOTES_BETWEEN);
  let at = index;
  let quotes = 0;
  while (at > least) {
    const code = text.charCodeAt(at - 1);
    if ((alphabets[code]! & (ALNUM | UNDERSCORE)) !== 0) {
      // `f("NAME", "value")` has its name in quotes; `<name>value</name>` has nothing between.
      return operator === COMMA && quotes === 0 ? -1 : at;
    }
    if (code === QUOTE || code === APOSTROPHE || code === GRAVE) quotes += 1;
    else if (!isBetween(code)) return -1;
    if (operator === GREATER) return -1;
    at -= 1;
  }
  return -1;
}

/** Blank, tab, `\`, `]`, `)`, and of operators `:=`, `?=`, `.=`, `+=`, `||=`. */
function isBetween(code: number): boolean {
  switch (code) {
    case SPACE:
    case TAB:
    case BACKSLASH:
    case COLON:
    case EQUALS:
    case 93:
    case 63:
    case 46:
    case 43:
    case 124:
      return true;
    default:
      return false;
  }
}

function nameStart(text: string, end: number): number {
  const least = Math.max(0, end - LONGEST_NAME);
  let at = end;
  while (at > least && (alphabets[text.charCodeAt(at - 1)]! & NAME) !== 0) at -= 1;
  return at;
}

/** The index of the value: behind what is left of the operator, blanks, and for elements line breaks. */
function skipOperator(text: string, from: number, operator: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === SPACE || code === TAB) at += 1;
    else if ((code === EQUALS || code === GREATER || code === COLON) && at === from) at += 1;
    else if ((code === NEWLINE || code === RETURN) && operator === GREATER) at += 1;
    else return at;
  }
}

/** A scheme stays, the rest of the line or string goes; of cookies, everything. */
function findHeader(text: string, from: number): boolean {
  const start = open(text, from);
  const end = opened.quote === 0 ? endOfLine(text, start) : closing(text, start);
  const scheme = SCHEME.exec(text.slice(start, Math.min(end, start + 40)));
  const credentials = start + (scheme?.[0].length ?? 0);
  const last = trimmed(text, credentials, end);
  if (last - credentials < 4 || isPlaceholder(text, credentials, last)) return false;
  // Prose: `authorization: required`, `authentication: failed for user bob`.
  if (scheme === null && !hasDigitOrSign(text, credentials, last)) return false;
  return find('authorization', credentials, last);
}

const SCHEME =
  /^(?:Basic|Bearer|Digest|Token|ApiKey|Api-Key|Key|Negotiate|NTLM|OAuth|Hawk|SharedKey|GoogleLogin|AWS4-HMAC-SHA256|DPoP|Splunk|GenieKey|Bot|Signature|MAC|HOBA|Mutual|VAPID|SCRAM-[\w-]+)[ \t]+/i;

function endOfLine(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (
      code === NEWLINE ||
      code === RETURN ||
      isQuote(code) ||
      code === BACKSLASH ||
      code === 123 ||
      code === 125
    )
      break;
  }
  return at;
}

const isQuote = (code: number) => code === QUOTE || code === APOSTROPHE || code === GRAVE;

function trimmed(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) <= SPACE) at -= 1;
  return at;
}

function findValue(
  text: string,
  from: number,
  strength: number,
  operator: number,
  nameStart: number,
): boolean {
  const start = open(text, from);
  if (opened.quote !== 0) return findQuoted(text, start, strength, operator);
  if (operator === COMMA || opened.backslashes > 0) return false;
  return findBare(text, start, strength, operator, nameStart);
}

function findQuoted(text: string, start: number, strength: number, operator: number): boolean {
  if (strength >= STRONG && operator !== COMMA) {
    if (PROSE.test(text.slice(start, start + 12))) return false;
    const end = closing(text, start);
    return isSecret(text, start, end, strength) && find('named', start, end);
  }
  const end = endOfBare(text, start);
  const code = text.charCodeAt(end);
  if (end < text.length && code !== opened.quote && code !== BACKSLASH && end - start < LONG) return false;
  return isSecret(text, start, end, strength === DIGITS ? DIGITS : WEAKLY) && find('named', start, end);
}

const WEAKLY = 2;

/** The start of a sentence about a password, as in the answers of forms. */
const PROSE =
  /^(?:is|must|should|may|can|cannot|can't|does|doesn't|has|was|too|the|a|an|your|please|not|no|enter|invalid|incorrect|wrong|missing|required|expired|field|must|at|use|choose|forgot|reset|changed|ok|failed) /i;

/** How the value that was opened last begins: its quote, or 0, and the backslashes before that. */
const opened = { quote: 0, backslashes: 0 };

/** The index of the value's first character, behind its quote. */
function open(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BACKSLASH && at - from < QUOTES_BETWEEN) at += 1;
  const quote = text.charCodeAt(at);
  opened.backslashes = at - from;
  opened.quote = quote === QUOTE || quote === APOSTROPHE || quote === GRAVE ? quote : 0;
  return opened.quote === 0 ? from : at + 1;
}

/** Where the opened string ends: at its quote with no more backslashes, or at the text's end if it was cut off. */
function closing(text: string, start: number): number {
  const { quote, backslashes } = opened;
  let run = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) run += 1;
    else {
      if (code === quote && (run <= backslashes || (run % 2 === 0 && backslashes === 0)))
        return backslashes > 0 ? at - run : at;
      run = 0;
    }
  }
  return text.length;
}

function findBare(
  text: string,
  start: number,
  strength: number,
  operator: number,
  nameStart: number,
): boolean {
  const end = endOfBare(text, start);
  if (!isSecret(text, start, end, strength)) return false;
  const code = text.charCodeAt(end);
  // A call or a property: `token = read(file)`, `password: req.body.password`.
  if (code === 40 || isPath(text, start, end)) return false;
  if (operator === GREATER && code !== 60 && code > SPACE) return false;
  // Prose has words behind colons: only at the start of a line, or of another kind than a word, is one a secret.
  if (operator === COLON && strength === STRONG && isWord(text, start, end) && !isField(text, nameStart, end))
    return false;
  return find('named', start, end);
}

/** A name at the start of a line or of a list's item, whose value ends the line: YAML, a header, a form. */
function isField(text: string, nameStart: number, end: number): boolean {
  if (
    end < text.length &&
    text.charCodeAt(end) > SPACE &&
    text.charCodeAt(end) !== COMMA &&
    text.charCodeAt(end) !== SEMICOLON
  )
    return false;
  if (text.charCodeAt(end) === SPACE) return false;
  let at = nameStart;
  while (at > 0 && (text.charCodeAt(at - 1) === SPACE || text.charCodeAt(at - 1) === TAB)) at -= 1;
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return before === NEWLINE || before === COMMA || before === SEMICOLON || before === 123 || before === 45;
}

/** The end of a value without quotes: white space, quotes, brackets, `,`, `;`, `&`, `|`, an escape, an encoded `&`. */
function endOfBare(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) break;
    if (code < 128 && ends[code] !== 0) {
      if (code !== PERCENT || text.startsWith('26', at + 1) || text.startsWith('22', at + 1)) break;
    }
  }
  return at;
}

const ends = new Uint8Array(128);
for (const char of '"\'`,;&()[]{}<>|\\%') ends[char.charCodeAt(0)] = 1;

function isSecret(text: string, start: number, end: number, strength: number): boolean {
  const length = end - start;
  if (length < 3 || isPlaceholder(text, start, end)) return false;
  if (strength === DIGITS) return length <= 8 && isNumber(text, start, end);
  if (strength >= STRONG) return true;
  return length >= 8 && (length >= LONG || looksRandom(text, start, end)) && !isNumber(text, start, end);
}

function isNumber(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isIn(text, at, DIGIT)) return false;
  return true;
}

function isWord(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if ((alphabets[code]! & ALNUM) === 0 || (alphabets[code]! & DIGIT) !== 0)
      return code === 46 && at === end - 1;
    if (at > start && (alphabets[code]! & UPPER) !== 0) return false;
  }
  return true;
}

function hasDigitOrSign(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (isIn(text, at, DIGIT) || text.charCodeAt(at) === EQUALS) return true;
    if (text.charCodeAt(at) === SPACE) return false;
  }
  return false;
}

/** `req.body.password`, `process.env.TOKEN`, `self.token`: names with dots, without a digit. */
function isPath(text: string, start: number, end: number): boolean {
  let dots = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46) dots += 1;
    else if ((alphabets[code]! & (ALNUM | UNDERSCORE)) === 0 || (alphabets[code]! & DIGIT) !== 0)
      return false;
  }
  return dots > 0 && text.charCodeAt(end - 1) !== 46;
}

/** What stands for a secret: `null`, `REDACTED`, `****`, `<password>`, `${TOKEN}`, `$TOKEN`, `{{token}}`, `%s`. */
function isPlaceholder(text: string, start: number, end: number): boolean {
  if (isMonotonous(text, start, end)) return true;
  return STANDS_FOR.test(text.slice(start, Math.min(end, start + 40)));
}

const STANDS_FOR =
  /^(?:\[?(?:REDACTED|FILTERED|SECRET|MASKED|HIDDEN|REMOVED)\b|hmac:[0-9a-f]{16}|<[^>]*>?$|\$\{|\$\(|\{\{|%[sdvo({]|\$[A-Z_]+$|\?|:[a-z]\w*$|process\.env|os\.environ|(?:null|nil|none|undefined|true|false|yes|no|empty|unset|string|object|function|required|missing|invalid|expired|unknown|changed|failed|disabled|enabled|error|ok)$|[*•.x]{3,}$)/i;
