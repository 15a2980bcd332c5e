/**
 * Says of a thing that it is not in a set, or that it may be (one time in a hundred it is not): so that a search reads only
 * the blocks that can have what it looks for.
 */

import { GrowingInts } from './growing-ints.ts';
import type { HashPair } from './hash.ts';

const BITS_PER_THING = 10;
const PROBES = 7;

/** Gathers hashes, and makes the filter when it is known how many there are. */
export class BloomBuilder {
  readonly #hashes = new GrowingInts(1024);

  add({ one, other }: HashPair): void {
    this.#hashes.push64(one, other);
  }

  /** At least one byte. */
  build(): Buffer {
    const { data, length } = this.#hashes;
    const filter = Buffer.alloc(Math.ceil(((length / 2) * BITS_PER_THING) / 8) + 1);
    for (let at = 0; at < length; at += 2) mark(filter, data[at]!, data[at + 1]!);
    return filter;
  }
}

function mark(filter: Buffer, one: number, other: number): void {
  const bits = filter.length * 8;
  const step = other | 1;
  for (let probe = 0, hash = one; probe < PROBES; probe++, hash = (hash + step) | 0) {
    const bit = (hash >>> 0) % bits;
    filter[bit >>> 3]! |= 1 << (bit & 7);
  }
}

/** False: it is certainly not there. */
export function mayHold(filter: Uint8Array, { one, other }: HashPair): boolean {
  const bits = filter.length * 8;
  const step = other | 1;
  for (let probe = 0, hash = one; probe < PROBES; probe++, hash = (hash + step) | 0) {
    const bit = (hash >>> 0) % bits;
    if ((filter[bit >>> 3]! & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}
