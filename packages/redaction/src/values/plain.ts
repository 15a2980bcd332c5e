/**
 * Texts that no detector of ours finds anything in, seen in a nanosecond a character: short words with nothing but `/`, or `&` and
 * `=`, between them. Paths, hosts, methods and most queries are, and spans are full of those. Detectors that are asked for and
 * the application's rules may know better.
 */

/** What a detector knows by its looks is longer, or has other characters in it. */
const SHORT_WORD = 12;
const LONGEST = 256;

const WORD = 1;
const SLASH = 2;
const OF_QUERY = 3;
const kinds = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-')
  kinds[char.charCodeAt(0)] = WORD;
kinds['/'.charCodeAt(0)] = SLASH;
for (const char of '&=') kinds[char.charCodeAt(0)] = OF_QUERY;

export function isPlain(text: string): boolean {
  return isOf(text, SLASH);
}

/** Only of a query without suspicious names: behind those whatever comes is a secret. */
export function isPlainQuery(query: string): boolean {
  return isOf(query, OF_QUERY);
}

function isOf(text: string, last: number): boolean {
  if (text.length > LONGEST) return false;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? kinds[code]! : 0;
    if (kind === WORD) {
      if (++length > SHORT_WORD) return false;
    } else {
      if (kind === 0 || kind > last) return false;
      length = 0;
    }
  }
  return true;
}
