/** Which parameters of URLs have secret values. */

import type { KnownName, NameMemory } from '../names/name-memory.ts';
import { hasEnding } from '../names/secret-names.ts';
import { wordsOf } from '../names/words.ts';
import { hintOf } from '../values/app-names.ts';
import { decodedUntil } from './decoded.ts';
import { Suspicion } from './suspicion.ts';

/** What is secret in a URL and nowhere else: what a login hands over, OAuth's `code` and the ids of sessions. */
const IN_URLS: ReadonlySet<string> = new Set([
  ...['code', 'auth', 'session', 'sessionid', 'sid', 'pin', 'awsaccesskeyid'],
]);

/**
 * And how names end: the seven parameters of the semantic conventions (`url.query`) are signatures, credentials, a token and
 * `AWSAccessKeyId`.
 */
const ENDINGS: ReadonlySet<string> = new Set(['sig', 'signature', 'hmac']);

/** Some three letters of each name that could be secret here or anywhere. A test holds them against the names. */
const HINTS =
  'pas pwd sec key tok cre aut coo jwt bea srf ass sam cod sig sid ses pin otp cvv cvc car num ssn soc ken con sen mot wac hma phr'.split(
    ' ',
  );

/** Knows the names that could be, and those of the application. */
export function parameterSuspicion(names: NameMemory): Suspicion {
  return new Suspicion([...HINTS, ...names.keys.map(hintOf)]);
}

/** Whether the value of this parameter, as it is written in the URL, is to be hidden. */
export type IsSensitive = (name: string) => boolean;

export function sensitiveParameters(names: NameMemory): IsSensitive {
  const judged = new WeakMap<KnownName, boolean>();
  return (written) => {
    const known = names.of(decoded(written));
    let isSensitive = judged.get(known);
    if (isSensitive === undefined) {
      isSensitive = !known.isAllowed && (known.secrecy !== undefined || isSensitiveInUrls(known.name));
      judged.set(known, isSensitive);
    }
    return isSensitive;
  };
}

/** `code` is, `country_code` is not. */
function isSensitiveInUrls(name: string): boolean {
  const words = wordsOf(name);
  return IN_URLS.has(words.join('')) || hasEnding(words, ENDINGS);
}

/** A name as it is meant: `%73ig` and `si+g` hide nothing, nor does what was escaped twice. */
function decoded(written: string): string {
  return written.includes('%') ? decodedUntil(written, (text) => !text.includes('%')) : written;
}
