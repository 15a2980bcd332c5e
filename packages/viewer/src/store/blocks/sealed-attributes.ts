/** Attributes of a sealed block, read bucket by bucket as they are asked for. */

import { type AttributeBucket, type AttributeShapes, BUCKETS, bucketOf } from './attribute-buckets.ts';
import type { AttributeSource } from './attribute-source.ts';
import type { GrowingBytes } from './growing-bytes.ts';
import type { ValueTest } from './value-test.ts';

/** Gives a bucket; undefined when it has no keys. Whoever hands it in may keep what was read. */
export type LoadBucket = (number: number) => AttributeBucket | undefined;

export class SealedAttributes implements AttributeSource {
  readonly #shapes: AttributeShapes;
  readonly #load: LoadBucket;
  readonly #bucketOf: Uint8Array;
  readonly #keyBytes: Buffer[] = [];
  #layout: Layout | undefined;

  constructor(shapes: AttributeShapes, load: LoadBucket) {
    this.#shapes = shapes;
    this.#load = load;
    this.#bucketOf = Uint8Array.from(shapes.keys, bucketOf);
  }

  holding(key: string, test: ValueTest): Uint8Array | undefined {
    const number = this.#shapes.keys.indexOf(key);
    const bucket = number < 0 ? undefined : this.#load(bucketOf(key));
    const good = bucket && valuesHolding(bucket, number, test);
    return good && this.#recordsUsing(bucket, bucketOf(key), good);
  }

  eachValue(key: string, found: (bytes: Buffer, start: number, end: number, count: number) => void): void {
    const number = this.#shapes.keys.indexOf(key);
    const bucket = number < 0 ? undefined : this.#load(bucketOf(key));
    if (bucket === undefined) return;
    const counts = new Uint32Array(bucket.keyOf.length);
    for (const use of bucket.uses) counts[use]!++;
    for (let value = 0; value < counts.length; value++) {
      if (bucket.keyOf[value] !== number) continue;
      found(bucket.values, startOf(bucket, value), bucket.ends[value]!, counts[value]!);
    }
  }

  keyCounts(): Map<string, number> {
    return new Map(this.#shapes.keys.map((key, number) => [key, this.#shapes.counts[number]!]));
  }

  append(out: GrowingBytes, record: number, from: number, count: number, tag: number): void {
    const { shapeKeys } = this.#shapes;
    this.#layout ??= this.#layOut();
    const { firstUses, uses } = this.#layout;
    const firstKey = this.#firstKey(this.#shapes.shapeOf[record]!);
    for (let at = from; at < from + count; at++) {
      const key = shapeKeys[firstKey + at]!;
      const bucket = this.#load(this.#bucketOf[key]!)!;
      this.#appendValue(out, tag, key, bucket, bucket.uses[uses[firstUses[record]! + at]!]!);
    }
  }

  #appendValue(out: GrowingBytes, tag: number, key: number, bucket: AttributeBucket, value: number): void {
    this.#keyBytes[key] ??= Buffer.from(this.#shapes.keys[key]!);
    const keyBytes = this.#keyBytes[key];
    const [start, end] = [startOf(bucket, value), bucket.ends[value]!];
    out.varint(tag);
    out.varint(2 + sizeOf(keyBytes.length) + keyBytes.length + sizeOf(end - start) + end - start);
    out.varint(KEY_TAG);
    out.varint(keyBytes.length);
    out.append(keyBytes, 0, keyBytes.length);
    out.varint(VALUE_TAG);
    out.varint(end - start);
    out.append(bucket.values, start, end);
  }

  /** Of each attribute of each record, which use of its bucket it is. */
  #layOut(): Layout {
    const { shapeKeys, shapeEnds, shapeOf } = this.#shapes;
    const firstUses = new Uint32Array(shapeOf.length + 1);
    for (let record = 0; record < shapeOf.length; record++) {
      const shape = shapeOf[record]!;
      firstUses[record + 1] = firstUses[record]! + shapeEnds[shape]! - this.#firstKey(shape);
    }
    const uses = new Uint32Array(firstUses[shapeOf.length]!);
    const counts = new Uint32Array(BUCKETS);
    for (let record = 0, use = 0; record < shapeOf.length; record++) {
      const shape = shapeOf[record]!;
      for (let at = this.#firstKey(shape); at < shapeEnds[shape]!; at++) {
        uses[use++] = counts[this.#bucketOf[shapeKeys[at]!]!]!++;
      }
    }
    return { firstUses, uses };
  }

  #firstKey(shape: number): number {
    return shape === 0 ? 0 : this.#shapes.shapeEnds[shape - 1]!;
  }

  #recordsUsing(bucket: AttributeBucket, number: number, good: Uint8Array): Uint8Array {
    const { shapeOf } = this.#shapes;
    const usesOf = this.#usesByShape(number);
    const holds = new Uint8Array(shapeOf.length);
    for (let record = 0, use = 0; record < holds.length; record++) {
      for (const end = use + usesOf[shapeOf[record]!]!; use < end; use++)
        holds[record]! |= good[bucket.uses[use]!]!;
    }
    return holds;
  }

  /** How many attributes of each shape are in a bucket. */
  #usesByShape(number: number): Uint32Array {
    const { shapeKeys, shapeEnds } = this.#shapes;
    const inBucket = this.#bucketOf.map((bucket) => (bucket === number ? 1 : 0));
    const uses = new Uint32Array(shapeEnds.length);
    for (let shape = 0, at = 0; shape < uses.length; shape++) {
      for (; at < shapeEnds[shape]!; at++) uses[shape]! += inBucket[shapeKeys[at]!]!;
    }
    return uses;
  }
}

interface Layout {
  /** Of each record, the place in `uses` of its first attribute. */
  firstUses: Uint32Array;
  uses: Uint32Array;
}

/** Of KeyValue (opentelemetry/proto/common/v1/common.proto). */
const KEY_TAG = 0x0a;
const VALUE_TAG = 0x12;

function startOf(bucket: AttributeBucket, value: number): number {
  return value === 0 ? 0 : bucket.ends[value - 1]!;
}

function valuesHolding(bucket: AttributeBucket, key: number, test: ValueTest): Uint8Array | undefined {
  const good = new Uint8Array(bucket.keyOf.length);
  let any = false;
  for (let value = 0; value < good.length; value++) {
    if (bucket.keyOf[value] !== key) continue;
    if (!test(bucket.values, startOf(bucket, value), bucket.ends[value]!)) continue;
    good[value] = 1;
    any = true;
  }
  return any ? good : undefined;
}

/** Of a length as a varint. */
function sizeOf(length: number): number {
  return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : length < 268_435_456 ? 4 : 5;
}
