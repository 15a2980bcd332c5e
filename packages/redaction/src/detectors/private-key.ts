/**
 * Private keys in PEM (RFC 7468), PGP's and SSH's too: whole or cut off, with real, escaped or encoded line breaks, in lines that
 * are quoted, and in base64.
 */

import { BASE64, endOf } from './characters.ts';
import { find } from './finding.ts';
import type { Scanned } from './scanned.ts';

const DASHES = 5;
/** Also with the blanks of forms and URLs, and as SSH2 (RFC 4716) writes it. */
const HEADER =
  /-{4,5}(?: |\+|%20)?BEGIN(?: |\+|%20)(?:[A-Z0-9]{1,12}(?: |\+|%20)){0,4}PRIVATE(?: |\+|%20)KEY(?:(?: |\+|%20)BLOCK)?(?: |\+|%20)?-{4,5}/iy;
/** A key without its end is taken as far as its characters go: also over quotes between texts of a list or sum. */
const KEY_TEXT =
  /(?:[A-Za-z0-9+/=\s:,;.()@<>_|*#-]|\\+(?:[nrt]|u000[ad])|%(?:0[AD]|2[BF0]|3D)|&#(?:10|13|x[ad]);|["'`][\s,+]{0,40}b?["'`](?=[A-Za-z0-9+/=]{20}|Proc-|DEK-|Version:|Comment:|\\+n["'`]))*/iy;
/** Less than this between header and footer is no key: `...`, `anything`. */
const SHORTEST_KEY = 12;
/** Farther from its header no key has its footer. */
const LONGEST_KEY = 16_384;
const FOOTER = /-{4,5}(?: |\+|%20)?END(?: |\+|%20)[A-Z0-9 +%]{1,60}-{4,5}/iy;

/** Looks at the word `BEGIN` at `at`. */
export function findPrivateKey(scanned: Scanned, at: number): boolean {
  const { text } = scanned;
  for (let before = DASHES - 1; before <= DASHES + 2 && before <= at; before += 1) {
    HEADER.lastIndex = at - before;
    if (text.charCodeAt(at - before) !== DASH || !HEADER.test(text)) continue;
    return findBody(scanned, startOfDashes(text, at - before), HEADER.lastIndex);
  }
  return false;
}

const DASH = '-'.charCodeAt(0);

function startOfDashes(text: string, from: number): number {
  return from > 0 && text.charCodeAt(from - 1) === DASH ? from - 1 : from;
}

function findBody(scanned: Scanned, start: number, body: number): boolean {
  const footer = footerBehind(scanned, body);
  if (footer !== -1 && footer - body <= LONGEST_KEY && !holdsHeader(scanned.text, body, footer))
    return footer - body >= SHORTEST_KEY && find('private-key', start, endOfFooter(scanned.text, footer));
  KEY_TEXT.lastIndex = body;
  KEY_TEXT.test(scanned.text);
  const stop = KEY_TEXT.lastIndex;
  return stop > body && find('private-key', start, stop);
}

/** A text is searched once for the next footer, however many keys begin before it. */
function footerBehind(scanned: Scanned, body: number): number {
  if (scanned.footer !== -1 && scanned.footer < body) {
    const next = scanned.text.slice(body).search(/-{4,5}(?: |\+|%20)?END(?: |\+|%20)/i);
    scanned.footer = next === -1 ? Number.POSITIVE_INFINITY : body + next;
  }
  return scanned.footer;
}

function holdsHeader(text: string, from: number, to: number): boolean {
  return text.slice(from, to).includes('-BEGIN');
}

function endOfFooter(text: string, footer: number): number {
  FOOTER.lastIndex = footer;
  return FOOTER.test(text) ? FOOTER.lastIndex : footer;
}

const ENCODED_HEADER = 'LS0tLS1CRUdJTi';
/** As much of it in base64 says whose key it is. */
const ENCODED_LABEL = 88;

/** Looks at what begins as the header in base64 does, as Kubernetes' secrets have it. */
export function findEncodedKey({ text, bytes }: Scanned, at: number): boolean {
  if (!text.startsWith(ENCODED_HEADER, at)) return false;
  const label = Buffer.from(text.slice(at, at + ENCODED_LABEL), 'base64').toString('latin1');
  return /^-{5}BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(label) && find('private-key', at, endOf(bytes, at, BASE64));
}

/** The DER of PKCS#1 and PKCS#8, of RSA, EC and Ed25519 keys, without a header: in Java's properties, for one. */
const DER =
  /MII[A-Za-z0-9+/]{2,5}IBA(?:AK|DANBgkqhkiG9w0BAQEFAASC)|MHcCAQEEI|MIGHAgEAMBMGByqGSM49|MC4CAQAwBQYDK2VwBCIEI/y;
const SHORTEST_DER = 60;

export function findBareKey({ text, bytes }: Scanned, at: number): boolean {
  DER.lastIndex = at;
  if (!DER.test(text)) return false;
  const end = endOf(bytes, at, BASE64);
  return end - at >= SHORTEST_DER && find('private-key', at, end);
}
