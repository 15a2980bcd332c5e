/** A sealed block of spans, read section by section as it is asked. */

import { readBucket, readShapes } from '../blocks/attribute-buckets.ts';
import { mayHold } from '../blocks/bloom-filter.ts';
import { ByteDictionary } from '../blocks/byte-dictionary.ts';
import type { Decoded, DecodedCache } from '../blocks/decoded-cache.ts';
import type { GrowingBytes } from '../blocks/growing-bytes.ts';
import type { HashPair } from '../blocks/hash.ts';
import { SealedAttributes } from '../blocks/sealed-attributes.ts';
import { SectionReader } from '../blocks/section.ts';
import { type BlockFile, SECTIONS } from '../keeping/block-file.ts';
import { gone } from '../keeping/block-gone.ts';
import type { BlockInfo } from '../keeping/block-info.ts';
import { type SpansByTrace, spansByTrace, TraceNumbers } from './by-trace.ts';
import { readGroup } from './span-group.ts';
import { SpanIndex } from './span-index.ts';
import { appendSpanMessage, eventCountOf } from './span-message.ts';
import { SECTION } from './span-sections.ts';
import type { RequestUses, SpanColumns, SpanIds, SpanMeta, SpanSource } from './span-source.ts';

export class SpanBlock implements SpanSource {
  readonly info: BlockInfo;
  readonly slot: number;
  readonly #file: BlockFile;
  readonly #cache: DecodedCache;

  constructor(info: BlockInfo, slot: number, file: BlockFile, cache: DecodedCache) {
    this.info = info;
    this.slot = slot;
    this.#file = file;
    this.#cache = cache;
  }

  get service(): string {
    return this.info.service;
  }

  get count(): number {
    return this.info.records;
  }

  get firstStart(): bigint {
    return this.info.firstUnixNano;
  }

  get lastStart(): bigint {
    return this.info.lastUnixNano;
  }

  mayHold(hash: HashPair): boolean {
    return mayHold(
      this.#cached(SECTION.filter, () => withBytes({ filter: this.#read(SECTION.filter) })).filter,
      hash,
    );
  }

  columns(): SpanColumns {
    return this.#cached(SECTION.columns, () => {
      const reader = this.#reader(SECTION.columns);
      const start = reader.uint64();
      const end = sum(start, reader.uint64());
      const [name, group] = [reader.uint32(), reader.uint32()];
      return withBytes({ start, end, name, group, kind: reader.int32(), status: reader.int32() });
    });
  }

  ids(): SpanIds {
    return this.#cached(SECTION.ids, () => {
      const reader = this.#reader(SECTION.ids);
      const traceIds = reader.bytes();
      const trace = reader.uint32();
      return withBytes({ traceIds, trace, spanId: idsOf(reader.bytes()), parentId: idsOf(reader.bytes()) });
    });
  }

  byTrace(): SpansByTrace {
    return this.#byTrace();
  }

  traceNumber(id: Buffer): number {
    return this.#byTrace().numbers.find(id);
  }

  meta(): SpanMeta {
    return this.#meta();
  }

  attributes(): SealedAttributes {
    return this.#meta().attributes;
  }

  requests(): RequestUses {
    return this.#cached(SECTION.requests, () => {
      const section = this.#file.section(this.info.id, SECTION.requests);
      if (section === undefined) return withBytes({ texts: [] as string[], uses: new Uint32Array() });
      const reader = new SectionReader(section);
      const texts = Array.from({ length: reader.number() }, () => reader.text());
      return { texts, uses: reader.uint32(), bytes: reader.data.length * 2 };
    });
  }

  appendSpan(out: GrowingBytes, record: number): void {
    appendSpanMessage(out, this, record, this.#rest(record));
  }

  eventCount(record: number): number {
    return eventCountOf(this.#rest(record));
  }

  /** Hashes of its traces' ids, as pairs of words. */
  traceHashes(): Int32Array {
    const bytes = this.#read(SECTION.traces);
    return new Int32Array(Uint8Array.from(bytes).buffer);
  }

  /** Whether a span is there: by trace id, id as two words, and kind. */
  has(traceIdBytes: Buffer, at: number, low: number, high: number, kind: number): boolean {
    const { traces, spans, index } = this.#lookup();
    const trace = traces.find(traceIdBytes, at, at + 16);
    return trace >= 0 && index.find(spans, trace, low, high, kind) >= 0;
  }

  /** Forgets what was decoded. */
  forget(): void {
    this.#cache.forget(this.info.id * SECTIONS, this.info.id * SECTIONS + SECTIONS - 1);
  }

  #byTrace() {
    return this.#cached(SECTION.byTrace, () => {
      const { traceIds, trace } = this.ids();
      const { records, ends } = spansByTrace(trace, traceIds.length / 16);
      const numbers = new TraceNumbers(traceIds);
      const bytes = records.byteLength + ends.byteLength + numbers.byteLength;
      return { records, ends, numbers, bytes };
    });
  }

  #rest(record: number): Buffer {
    const { ends, rest } = this.#cached(SECTION.rest, () => {
      const reader = this.#reader(SECTION.rest);
      return withBytes({ ends: reader.uint32(), rest: reader.bytes() });
    });
    return rest.subarray(record === 0 ? 0 : ends[record - 1]!, ends[record]!);
  }

  #meta() {
    return this.#cached(SECTION.meta, () => {
      const reader = this.#reader(SECTION.meta);
      const names = Array.from({ length: reader.number() }, () => reader.text());
      const groups = Array.from({ length: reader.number() }, () => readGroup(reader.bytes()));
      const [groupCounts, operations] = [reader.uint32(), reader.int32()];
      const attributes = new SealedAttributes(readShapes(reader), (number) => this.#bucket(number));
      return { names, groups, groupCounts, operations, attributes, bytes: reader.data.length * 4 };
    });
  }

  /** Made of the ids for a block that duplicates are looked for in. */
  #lookup() {
    return this.#cached(SECTION.lookup, () => {
      const { traceIds, trace, spanId } = this.ids();
      const { kind: kinds } = this.columns();
      const traces = new ByteDictionary(256);
      for (let at = 0; at < traceIds.length; at += 16) traces.index(traceIds, at, at + 16);
      const spans = { traceNumbers: trace, idWords: new Int32Array(spanId.buffer), kinds };
      const index = new SpanIndex();
      for (let span = 0; span < this.count; span++) index.add(spans, span);
      return { traces, spans, index, bytes: traces.bytes + index.bytes };
    });
  }

  #bucket(number: number) {
    const section = SECTION.firstBucket + number;
    return this.#cached(section, () => readBucket(this.#reader(section)));
  }

  #cached<T extends Decoded>(section: number, decode: () => T): T {
    return this.#cache.get(this.info.id * SECTIONS + section, decode);
  }

  #reader(section: number): SectionReader {
    return new SectionReader(this.#read(section));
  }

  #read(section: number): Uint8Array {
    const bytes = this.#file.section(this.info.id, section);
    if (bytes === undefined) gone();
    return bytes;
  }
}

function withBytes<T extends object>(decoded: T): T & Decoded {
  let bytes = 0;
  for (const value of Object.values(decoded)) if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  return { ...decoded, bytes };
}

/** A copy, for a column must begin at a multiple of its width. */
function idsOf(bytes: Buffer): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(Uint8Array.from(bytes).buffer);
}

/** Of numbers of 64 bits, word by word: a bigint for each would cost more than all the rest. */
function sum(
  one: BigUint64Array<ArrayBuffer>,
  other: BigUint64Array<ArrayBuffer>,
): BigUint64Array<ArrayBuffer> {
  const [first, second] = [new Uint32Array(one.buffer), new Uint32Array(other.buffer)];
  const words = new Uint32Array(first.length);
  for (let low = 0; low < words.length; low += 2) {
    const lowSum = first[low]! + second[low]!;
    words[low] = lowSum;
    words[low + 1] = first[low + 1]! + second[low + 1]! + (lowSum > 0xffffffff ? 1 : 0);
  }
  return new BigUint64Array(words.buffer);
}
