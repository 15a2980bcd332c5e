/** Distinct byte strings, numbered in order of their first appearance. */

import { GrowingBytes } from './growing-bytes.ts';
import { GrowingInts } from './growing-ints.ts';
import { hashBytes } from './hash.ts';

const NONE = -1;

export class ByteDictionary {
  readonly #bytes: GrowingBytes;
  /** Where each ends; it begins where the one before ends. */
  readonly #ends: GrowingInts;
  readonly #hashes: GrowingInts;
  /** Open addressing: number of an entry, or NONE. Its length is a power of two. */
  #slots: Int32Array;

  /** @param capacity entries that it begins with room for: a power of two */
  constructor(capacity = 64) {
    this.#bytes = new GrowingBytes(capacity * 16);
    this.#ends = new GrowingInts(capacity);
    this.#hashes = new GrowingInts(capacity);
    this.#slots = new Int32Array(capacity * 2).fill(NONE);
  }

  get size(): number {
    return this.#ends.length;
  }

  /** The entry's number; a new one is added. Its number is {@link size} before the call. */
  index(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(bytes, start, end, 0);
    const slot = this.#slotOf(hash, bytes, start, end);
    const known = this.#slots[slot]!;
    return known === NONE ? this.#add(slot, hash, bytes, start, end) : known;
  }

  /** The entry's number, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#slots[this.#slotOf(hashBytes(bytes, start, end, 0), bytes, start, end)]!;
  }

  /** All entries one after another; an entry lies from {@link startOf} to {@link endOf}. Valid until the next is added. */
  get data(): Buffer<ArrayBuffer> {
    return this.#bytes.data;
  }

  startOf(entry: number): number {
    return entry === 0 ? 0 : this.#ends.data[entry - 1]!;
  }

  endOf(entry: number): number {
    return this.#ends.data[entry]!;
  }

  textOf(entry: number): string {
    return this.data.toString('utf8', this.startOf(entry), this.endOf(entry));
  }

  /** Bytes of memory that it holds. */
  get bytes(): number {
    return this.#bytes.data.length + this.#ends.bytes + this.#hashes.bytes + this.#slots.byteLength;
  }

  #slotOf(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]!;
      if (entry === NONE) return slot;
      if (this.#hashes.data[entry] === hash && this.#equals(entry, bytes, start, end)) return slot;
    }
  }

  #equals(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes.data;
    let at = this.startOf(entry);
    if (this.endOf(entry) - at !== end - start) return false;
    for (let other = start; other < end; other++) if (own[at++] !== bytes[other]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, start: number, end: number): number {
    const entry = this.size;
    this.#slots[slot] = entry;
    this.#bytes.append(bytes, start, end);
    this.#ends.push(this.#bytes.length);
    this.#hashes.push(hash);
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return entry;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = this.#hashes.data[entry]! & mask;
      while (slots[slot] !== NONE) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.#slots = slots;
  }
}
