/**
 * Texts that no detector of ours finds anything in, seen in a nanosecond a character: short words with nothing but `/`, or `&` and
 * `=`, between them. Paths, hosts, methods and most queries are, and spans are full of those. Detectors that are asked for and
 * the application's rules may know better.
 */

/** What a detector knows by its looks is longer, or has other characters in it. */
export const SHORT_WORD = 12;
export const LONGEST_PLAIN = 256;

export const OTHER = 0;
export const WORD = 1;
export const SLASH = 2;
/** `&` or `=`. */
const OF_QUERY = 3;
const kinds = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-')
  kinds[char.charCodeAt(0)] = WORD;
kinds['/'.charCodeAt(0)] = SLASH;
for (const char of '&=') kinds[char.charCodeAt(0)] = OF_QUERY;

export function kindOf(code: number): number {
  return code < 128 ? kinds[code]! : OTHER;
}

/** Words and slashes. A query is plain if none of its names is suspicious, too: `Suspicion` says so. */
export function isPlain(text: string): boolean {
  if (text.length > LONGEST_PLAIN) return false;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const kind = kindOf(text.charCodeAt(at));
    length = kind === WORD ? length + 1 : 0;
    if (kind === OTHER || kind === OF_QUERY || length > SHORT_WORD) return false;
  }
  return true;
}
