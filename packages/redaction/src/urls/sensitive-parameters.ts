/** Which parameters of URLs have secret values. */

import type { KnownName, NameMemory } from '../names/name-memory.ts';
import { hasEnding } from '../names/secret-names.ts';
import { wordsOf } from '../names/words.ts';

/**
 * What is secret in a URL and nowhere else: signatures, and what a login hands over (OAuth's `code`, ids of sessions). The
 * seven parameters of the semantic conventions (`url.query`) are signatures, credentials and `AWSAccessKeyId`.
 */
const IN_URLS: ReadonlySet<string> = new Set([
  ...['sig', 'signature', 'awsaccesskeyid', 'code', 'auth', 'session', 'sessionid', 'sid', 'pin'],
]);

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
