/** Judges the names that stand before values in text: `DB_PASSWORD=`, `"apiKey":`, `x-auth-token:`. */

import { secrecyOf } from '../../names/secret-names.ts';
import type { Scanned } from '../scanned.ts';

/** What a name says of its value, the least first. */
export const NONE = 0;
/** Three to eight digits are a secret: `cvv`, `otp`, `pin`. */
export const DIGITS = 1;
/** What looks as if a machine had made it is a secret: `token`, `sonar_key`. */
export const WEAK = 2;
/** Whatever follows is a secret: `password`. */
export const STRONG = 3;
/** A header: a scheme may stay, the rest of the line goes. */
export const HEADER = 4;

/** Of longer names only the end is looked at. */
export const LONGEST_NAME = 64;

/**
 * Three letters, at least one of which is in every name that could be judged other than `NONE`; 5 bits a letter, so
 * that a look into one table is enough, for any case.
 */
export const trigrams = new Uint8Array(0x8000);
const LETTERS =
  'pas pwd psw sec tok key aut cre jwt coo sig otp cvv cvc pin sid sas bea pem kenn mot sen wac ses dsn pat log bun saml lic csr xsr ssn car mfa rec bac cco';
for (const letters of LETTERS.split(' ')) {
  trigrams[(code(letters, 0) << 10) | (code(letters, 1) << 5) | code(letters, 2)] = 1;
}

function code(letters: string, index: number): number {
  return letters.charCodeAt(index) & 31;
}

/** Whether the name from `start` to `end` is worth judging. */
export function isSuspicious(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3) return false;
  let hash = ((bytes[start]! & 31) << 5) | (bytes[start + 1]! & 31);
  for (let at = start + 2; at < end; at += 1) {
    hash = ((hash << 5) | (bytes[at]! & 31)) & 0x7fff;
    if (trigrams[hash] !== 0) return true;
  }
  return false;
}

/** Names that were judged, each at a place that its letters say. A flood of made-up names costs time, never memory. */
const PLACES = 1024;
const names: string[] = new Array(PLACES).fill('');
const judgements = new Uint8Array(PLACES);

/** How much the name from `start` to `end` says that a secret follows. Names repeat, so they are judged once. */
export function judgeName({ text, bytes }: Scanned, start: number, end: number): number {
  const length = end - start;
  const place =
    (bytes[start]! * 31 + bytes[end - 1]! * 17 + bytes[start + (length >> 1)]! * 7 + length) & (PLACES - 1);
  const before = names[place]!;
  if (before.length === length && text.startsWith(before, start)) return judgements[place]!;
  const name = text.slice(start, end);
  names[place] = name;
  judgements[place] = judge(name);
  return judgements[place]!;
}

const HEADERS = /^(?:x)?(?:proxy|forwarded|amz)?(?:authorization|authentication)$|^(?:set)?cookie2?$/;
const DIGIT_NAMES =
  /(?:cvv2?|cvc2?|cardcode|securitycode|otp|otpcode|pincode|onetimepassword)$|^(?:pin|cardpin|userpin)$/;
/** With words behind them that say nothing of their own, or in more than one. */
const STRONG_NAMES =
  /(?:password|passwd|passphrase|(?:api|access|secret|private|account|encryption|signing)key|clientsecret|secretstring|(?:access|auth|api|refresh|bearer|session|id)token|credentials?|creds|connection(?:string|uri|url)|^dsn)(?:value|string|str|text|plain|raw|env|var|variable|prod|production|dev|test|staging|live|primary|secondary|old|new|current|default|base64|b64|hash|data)?$|^bundle(?:\w+)com$/;
const WEAK_NAMES =
  /(?:token|secret|key|auth|pass|pwd|session|sid|sessionid|cookie|jwt|signature|sig|sas|hmac|bearer|pat|login|license|licence|credentials?|creds?)s?$|token|secret|passw|apikey|credential/;

/** What is about a secret, and none: `token_count`, `password_policy`, `api_key_id`, `secret-name`. */
const ABOUT = new Set(
  (
    'id ids name names length len size count counts total type types url urls uri uris path paths file files filename dir ' +
    'expiry expires expiration expired ttl age algorithm alg version prefix suffix policy reset changed updated created ' +
    'rotated by required valid invalid field fields hint strength endpoint host location arn status state error errors ' +
    'limit used usage enabled disabled exists missing present provided attempts retries format label description title ' +
    'placeholder audience issuer scope scopes method mode provider store ring pair board frame selector mesh alias vault ' +
    'manager service source server handler event events generator factory parser validator class object index schema ' +
    'space duration timeout interval at time timestamp date kind group owner role level output input ref results result ' +
    'bucket address email user username verified verifier challenge counter budget cost price rate window sort order'
  ).split(' '),
);
/** Keys, tokens and others that open nothing. */
const HARMLESS =
  /(?:public|pub|primary|foreign|partition|sort|hash|range|routing|cache|lookup|object|bucket|natural|composite|sequence|idx|hot|short|map|group|index|dedup|idempotency|idempotent|row|order|join|unique|message|record|event|redis|translation|issuer|schema|default|registry|sub|parent|config|query|state|storage)keys?$|^keys?$|^s3key$|(?:next|prev|previous|page|paging|pagination|continuation|sync|cancel|cancellation|public|max|min|total|prompt|completion|input|output|cached|reasoning|num|unexpected|invalid|stop|bos|eos|pad|unk|special|design)tokens?$|monkey|turkey|keyboard|hotkey|donkey|compass|bypass|author$|websocketkeys?$|manager$|tokens$|secrets$|passes$|sessions$|(?:last|first)login$/;

function judge(name: string): number {
  const letters = name.replace(/[^A-Za-z0-9]+/g, '').toLowerCase();
  if (HEADERS.test(letters)) return HEADER;
  if (DIGIT_NAMES.test(letters)) return DIGITS;
  const plain = letters.replace(/\d+$/, '');
  if (secrecyOf(name) === 'always' || STRONG_NAMES.test(plain)) return STRONG;
  return WEAK_NAMES.test(plain) && !HARMLESS.test(plain) && !isAbout(name) ? WEAK : NONE;
}

/** Whether the last of several words tells something about a secret. */
function isAbout(name: string): boolean {
  const [, last] = LAST_WORD.exec(name) ?? [];
  return last !== undefined && ABOUT.has(last.toLowerCase());
}

const LAST_WORD = /(?:[_.\- ]|(?<=[a-z0-9])(?=[A-Z]))([A-Za-z][a-z]*|[A-Z]+)\d*$/;
