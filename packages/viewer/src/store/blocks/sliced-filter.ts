/**
 * One Bloom filter for each of many parts of a store, turned by 90 degrees: a word holds one bit of 32 parts. To ask which
 * of a thousand parts may hold a trace takes some hundred reads instead of thousands.
 */

import type { HashPair } from './hash.ts';

/** Of each part's filter. With the four thousand traces that a part may have, one in forty thousand is named wrongly. */
const BITS = 131_072;
const PROBES = 6;
const PARTS = 32;

export class SlicedFilter {
  /** Of 32 parts each. */
  readonly #groups: Int32Array[] = [];
  readonly #free: number[] = [];
  #slots = 0;

  /** Gives a slot for a part, empty. */
  allot(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const slot = this.#slots++;
    if (slot % PARTS === 0) this.#groups.push(new Int32Array(BITS));
    return slot;
  }

  /** Takes a slot back. */
  release(slot: number): void {
    const group = this.#groups[slot >>> 5]!;
    const mask = ~(1 << (slot & 31));
    for (let bit = 0; bit < BITS; bit++) group[bit]! &= mask;
    this.#free.push(slot);
  }

  add(slot: number, { one, other }: HashPair): void {
    const group = this.#groups[slot >>> 5]!;
    const mark = 1 << (slot & 31);
    const step = other | 1;
    for (let probe = 0, hash = one; probe < PROBES; probe++, hash = (hash + step) | 0) {
      group[hash & (BITS - 1)]! |= mark;
    }
  }

  /** Slots of the parts that may hold it. */
  candidates({ one, other }: HashPair): number[] {
    const found: number[] = [];
    const step = other | 1;
    for (let at = 0; at < this.#groups.length; at++) {
      const group = this.#groups[at]!;
      let parts = -1;
      for (let probe = 0, hash = one; probe < PROBES && parts !== 0; probe++, hash = (hash + step) | 0) {
        parts &= group[hash & (BITS - 1)]!;
      }
      for (; parts !== 0; parts &= parts - 1) found.push(at * PARTS + 31 - Math.clz32(parts & -parts));
    }
    return found;
  }

  /** Bytes of memory that it holds. */
  get bytes(): number {
    return this.#groups.length * BITS * 4;
  }
}
