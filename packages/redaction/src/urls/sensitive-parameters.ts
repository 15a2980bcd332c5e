/** Which parameters of URLs have secret values. */

import type { KnownName, NameMemory } from '../names/name-memory.ts';
import { hasEnding } from '../names/secret-names.ts';
import { wordsOf } from '../names/words.ts';
import { Suspicion } from './suspicion.ts';

/**
 * What is secret in a URL and nowhere else: signatures, and what a login hands over (OAuth's `code`, ids of sessions). The
 * seven parameters of the semantic conventions (`url.query`) are signatures, credentials and `AWSAccessKeyId`.
 */
const IN_URLS: ReadonlySet<string> = new Set([
  ...['sig', 'signature', 'awsaccesskeyid', 'code', 'auth', 'session', 'sessionid', 'sid', 'pin'],
]);

/** Some three letters of each name that could be secret here or anywhere. A test holds them against the names. */
const HINTS =
  'pas pwd sec key tok cre aut coo jwt bea srf ass sam cod sig sid ses pin otp cvv cvc car num ssn soc ken con sen mot wac'.split(
    ' ',
  );

/** Knows the names that could be, and those of the application. */
export function parameterSuspicion(names: NameMemory): Suspicion {
  const own = names.keys.map((key) =>
    wordsOf(key)
      .find((word) => word.length >= 3)
      ?.slice(0, 3),
  );
  return new Suspicion([...HINTS, ...own]);
}

/** Whether the value of this parameter, as it is written in the URL, is to be hidden. */
export type IsSensitive = (name: string) => boolean;

export function sensitiveParameters(names: NameMemory): IsSensitive {
  const judged = new WeakMap<KnownName, boolean>();
  return (written) => {
    const known = names.of(decoded(written));
    let isSensitive = judged.get(known);
    if (isSensitive === undefined) {
      isSensitive =
        !known.isAllowed && (known.secrecy !== undefined || hasEnding(wordsOf(known.name), IN_URLS));
      judged.set(known, isSensitive);
    }
    return isSensitive;
  };
}

/** A name as it is meant: `%73ig` and `si+g` hide nothing. */
function decoded(written: string): string {
  if (!written.includes('%')) return written;
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
