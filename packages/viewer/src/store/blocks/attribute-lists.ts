/** Attributes of records that still arrive: each distinct `key=value` is kept once, a record is a list of their numbers. */

import type { AttributeSource } from './attribute-source.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import type { GrowingBytes } from './growing-bytes.ts';
import { GrowingInts } from './growing-ints.ts';
import type { ValueTest } from './value-test.ts';

export class AttributeLists implements AttributeSource {
  readonly keys = new ByteDictionary(32);
  /** The KeyValue messages: key, if any, then value, if any, and no other field. */
  readonly entries = new ByteDictionary(64);
  /** Of each entry: the number of its key, and where in it the AnyValue begins. */
  readonly keyOf = new GrowingInts();
  readonly valueAt = new GrowingInts();
  /** Entries of all records, one after another. */
  readonly refs = new GrowingInts(256);
  /** Where each record's entries end. */
  readonly recordEnds = new GrowingInts();

  /** Adds an attribute to the record that is open, and gives the number of its entry. The value ends where the message does. */
  add(
    bytes: Uint8Array,
    start: number,
    end: number,
    keyStart: number,
    keyEnd: number,
    valueStart: number,
  ): number {
    const count = this.entries.size;
    const entry = this.entries.index(bytes, start, end);
    if (entry === count) {
      this.keyOf.push(this.keys.index(bytes, keyStart, keyEnd));
      this.valueAt.push(valueStart - start);
    }
    this.refs.push(entry);
    return entry;
  }

  endRecord(): void {
    this.recordEnds.push(this.refs.length);
  }

  get records(): number {
    return this.recordEnds.length;
  }

  firstRef(record: number): number {
    return record === 0 ? 0 : this.recordEnds.data[record - 1]!;
  }

  /** Where the AnyValue of an entry begins in `entries.data`. */
  valueStart(entry: number): number {
    return this.entries.startOf(entry) + this.valueAt.data[entry]!;
  }

  holding(key: string, test: ValueTest): Uint8Array | undefined {
    const good = this.#entriesHolding(key, test);
    if (good === undefined) return undefined;
    const holds = new Uint8Array(this.records);
    const refs = this.refs.data;
    for (let record = 0, at = 0; record < holds.length; record++) {
      for (const end = this.recordEnds.data[record]!; at < end; at++) holds[record]! |= good[refs[at]!]!;
    }
    return holds;
  }

  eachValue(key: string, found: (bytes: Buffer, start: number, end: number, count: number) => void): void {
    const wanted = this.#keyNumber(key);
    if (wanted < 0) return;
    const counts = new Uint32Array(this.entries.size);
    for (const entry of this.refs.int32()) counts[entry]!++;
    for (let entry = 0; entry < counts.length; entry++) {
      if (this.keyOf.data[entry] !== wanted) continue;
      found(this.entries.data, this.valueStart(entry), this.entries.endOf(entry), counts[entry]!);
    }
  }

  keyCounts(): Map<string, number> {
    const counts = this.countsByKey();
    return new Map(Array.from(counts, (count, key) => [this.keys.textOf(key), count]));
  }

  countsByKey(): Uint32Array {
    const counts = new Uint32Array(this.keys.size);
    for (const entry of this.refs.int32()) counts[this.keyOf.data[entry]!]!++;
    return counts;
  }

  append(out: GrowingBytes, record: number, from: number, count: number, tag: number): void {
    const first = this.firstRef(record) + from;
    for (let at = first; at < first + count; at++) {
      const entry = this.refs.data[at]!;
      const [start, end] = [this.entries.startOf(entry), this.entries.endOf(entry)];
      out.varint(tag);
      out.varint(end - start);
      out.append(this.entries.data, start, end);
    }
  }

  /** Bytes of memory that it holds. */
  get bytes(): number {
    const lists = [this.keyOf, this.valueAt, this.refs, this.recordEnds, this.keys, this.entries];
    return lists.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #entriesHolding(key: string, test: ValueTest): Uint8Array | undefined {
    const wanted = this.#keyNumber(key);
    if (wanted < 0) return undefined;
    const good = new Uint8Array(this.entries.size);
    let any = false;
    for (let entry = 0; entry < good.length; entry++) {
      if (this.keyOf.data[entry] !== wanted) continue;
      if (!test(this.entries.data, this.valueStart(entry), this.entries.endOf(entry))) continue;
      good[entry] = 1;
      any = true;
    }
    return any ? good : undefined;
  }

  #keyNumber(key: string): number {
    const bytes = Buffer.from(key);
    return this.keys.find(bytes, 0, bytes.length);
  }
}
