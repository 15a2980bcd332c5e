/**
 * A hash of bytes in place (MurmurHash3's 32-bit form). Filters in files hold it: changing it makes old files unreadable, so
 * that the version of the tables must be raised.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed;
  let at = start;
  for (const last = end - 4; at <= last; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash ^= scrambled(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let shift = 0; at < end; at++, shift += 8) tail |= bytes[at]! << shift;
  return finished(hash ^ scrambled(tail) ^ (end - start));
}

function scrambled(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function finished(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Two independent hashes of one thing: what filters are asked with. */
export interface HashPair {
  one: number;
  other: number;
}

const SEED = 0x9747b28c | 0;
const OTHER_SEED = 0x3c6ef372;

/** @param subject what the bytes are a value of: the same bytes of another subject hash differently */
export function hashPair(bytes: Uint8Array, start: number, end: number, subject?: HashPair): HashPair {
  return {
    one: hashBytes(bytes, start, end, subject?.one ?? SEED),
    other: hashBytes(bytes, start, end, subject?.other ?? OTHER_SEED),
  };
}

export function hashText(text: string, subject?: HashPair): HashPair {
  const bytes = Buffer.from(text);
  return hashPair(bytes, 0, bytes.length, subject);
}
