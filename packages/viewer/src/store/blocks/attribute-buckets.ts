/**
 * How the attributes of a block lie in its file.
 *
 * A key belongs to one of 32 buckets, by its hash; a bucket is a section of its own, so that a question about one key reads
 * little. In it, the distinct values stand in order of their first use, and each use is a number: 0 for "the next value that was
 * not used yet", else one more than the value's. Which record a use belongs to follows from the record's shape, the list of
 * its keys: few shapes are in use.
 */

import type { AttributeLists } from './attribute-lists.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { GrowingInts } from './growing-ints.ts';
import { hashBytes } from './hash.ts';
import type { SectionReader, SectionWriter } from './section.ts';
import { SectionWriter as Writer } from './section.ts';

export const BUCKETS = 32;

export function bucketOf(key: string): number {
  const bytes = Buffer.from(key);
  return hashBytes(bytes, 0, bytes.length, 0) & (BUCKETS - 1);
}

/** What all buckets need: keys, shapes, and the shape of each record. */
export interface AttributeShapes {
  keys: string[];
  /** How often each key is there. */
  counts: Uint32Array;
  /** Numbers of keys; one shape after another. */
  shapeKeys: Uint32Array;
  shapeEnds: Uint32Array;
  /** Of each record. */
  shapeOf: Uint32Array;
}

export interface SealedAttributes {
  shapes: AttributeShapes;
  /** Compressed, by number; undefined for a bucket without keys. */
  buckets: (Buffer | undefined)[];
}

export function sealAttributes(lists: AttributeLists): SealedAttributes {
  const keys = Array.from({ length: lists.keys.size }, (_, key) => lists.keys.textOf(key));
  const shapes = { keys, counts: lists.countsByKey(), ...shapesOf(lists) };
  return { shapes, buckets: sealBuckets(lists, keys) };
}

function shapesOf(lists: AttributeLists) {
  const distinct = new ByteDictionary(32);
  const scratch = new GrowingBytes();
  const shapeKeys = new GrowingInts();
  const shapeEnds = new GrowingInts();
  const shapeOf = new Uint32Array(lists.records);
  for (let record = 0; record < shapeOf.length; record++) {
    const [first, end] = [lists.firstRef(record), lists.recordEnds.data[record]!];
    scratch.length = 0;
    for (let at = first; at < end; at++) scratch.varint(lists.keyOf.data[lists.refs.data[at]!]!);
    const shape = distinct.index(scratch.data, 0, scratch.length);
    shapeOf[record] = shape;
    if (shape < shapeEnds.length) continue;
    for (let at = first; at < end; at++) shapeKeys.push(lists.keyOf.data[lists.refs.data[at]!]!);
    shapeEnds.push(shapeKeys.length);
  }
  return { shapeKeys: shapeKeys.uint32(), shapeEnds: shapeEnds.uint32(), shapeOf };
}

function sealBuckets(lists: AttributeLists, keys: readonly string[]): (Buffer | undefined)[] {
  const bucketOfKey = Uint8Array.from(keys, bucketOf);
  const numbers = new Int32Array(lists.entries.size).fill(-1);
  const buckets: BucketWriter[] = [];
  for (const entry of lists.refs.int32()) {
    const number = bucketOfKey[lists.keyOf.data[entry]!]!;
    buckets[number] ??= new BucketWriter(lists, numbers);
    buckets[number].use(entry);
  }
  return Array.from({ length: BUCKETS }, (_, number) => buckets[number]?.compressed());
}

class BucketWriter {
  readonly #lists: AttributeLists;
  /** Of each entry its number in its bucket, or -1. */
  readonly #numbers: Int32Array;
  readonly #uses = new GrowingBytes(1024);
  readonly #keys = new GrowingBytes();
  readonly #lengths = new GrowingBytes();
  readonly #values = new GrowingBytes();
  #useCount = 0;
  #count = 0;

  constructor(lists: AttributeLists, numbers: Int32Array) {
    this.#lists = lists;
    this.#numbers = numbers;
  }

  use(entry: number): void {
    const number = this.#numbers[entry]!;
    this.#uses.varint(number + 1);
    this.#useCount++;
    if (number < 0) this.#add(entry);
  }

  compressed(): Buffer {
    const writer = new Writer();
    writer.number(this.#count);
    writer.number(this.#useCount);
    for (const part of [this.#keys, this.#lengths, this.#values, this.#uses]) writer.bytes(part.bytes());
    return writer.compressed();
  }

  #add(entry: number): void {
    const { entries, keyOf } = this.#lists;
    const [start, end] = [this.#lists.valueStart(entry), entries.endOf(entry)];
    this.#numbers[entry] = this.#count++;
    this.#keys.varint(keyOf.data[entry]!);
    this.#lengths.varint(end - start);
    this.#values.append(entries.data, start, end);
  }
}

/** A bucket read back. */
export interface AttributeBucket {
  /** Of each value: the number of its key, and where its AnyValue ends in `values`. */
  keyOf: Uint32Array;
  ends: Uint32Array;
  values: Buffer;
  /** The value of each use. */
  uses: Uint32Array;
  /** Bytes of memory. */
  bytes: number;
}

export function readBucket(reader: SectionReader): AttributeBucket {
  const count = reader.number();
  const useCount = reader.number();
  const keyOf = varints(reader.bytes(), count);
  const ends = varints(reader.bytes(), count);
  for (let at = 1; at < count; at++) ends[at]! += ends[at - 1]!;
  const values = reader.bytes();
  const uses = varints(reader.bytes(), useCount);
  for (let at = 0, next = 0; at < useCount; at++) uses[at] = uses[at] === 0 ? next++ : uses[at]! - 1;
  return { keyOf, ends, values, uses, bytes: reader.data.length + 4 * (2 * count + useCount) };
}

function varints(bytes: Buffer, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let value = byte & 127;
    for (let shift = 7; byte >= 128; shift += 7) {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
    }
    numbers[i] = value;
  }
  return numbers;
}

export function writeShapes(writer: SectionWriter, shapes: AttributeShapes): void {
  writer.number(shapes.keys.length);
  for (const key of shapes.keys) writer.text(key);
  for (const column of [shapes.counts, shapes.shapeKeys, shapes.shapeEnds, shapes.shapeOf])
    writer.column(column);
}

export function readShapes(reader: SectionReader): AttributeShapes {
  const keys = Array.from({ length: reader.number() }, () => reader.text());
  const [counts, shapeKeys, shapeEnds, shapeOf] = [
    reader.uint32(),
    reader.uint32(),
    reader.uint32(),
    reader.uint32(),
  ];
  return { keys, counts, shapeKeys, shapeEnds, shapeOf };
}
