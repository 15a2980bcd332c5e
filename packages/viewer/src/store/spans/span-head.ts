/** Spans of one service that wait to become a block, in columns that grow. */

import { AttributeLists } from '../blocks/attribute-lists.ts';
import { ByteDictionary } from '../blocks/byte-dictionary.ts';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { GrowingInts } from '../blocks/growing-ints.ts';
import { ATTRIBUTE_INTS } from '../blocks/wire-scan.ts';
import { RequestIdScan } from '../request-id-bytes.ts';
import { type SpansByTrace, spansByTrace } from './by-trace.ts';
import type { SpanBlock } from './span-block.ts';
import { readGroup } from './span-group.ts';
import { SpanIndex } from './span-index.ts';
import { appendSpanMessage, eventCountOf } from './span-message.ts';
import { writeRest } from './span-rest.ts';
import type { RequestUses, SpanColumns, SpanGroup, SpanIds, SpanMeta, SpanSource } from './span-source.ts';
import { SPAN, SPAN_INTS, type TraceScan } from './trace-scan.ts';

export class SpanHead implements SpanSource {
  readonly service: string;
  readonly slot: number;
  readonly traces = new ByteDictionary(16);
  readonly names = new ByteDictionary(16);
  readonly groups = new ByteDictionary(4);
  readonly lists = new AttributeLists();
  readonly trace = new GrowingInts();
  readonly spanId = new GrowingInts();
  readonly parentId = new GrowingInts();
  readonly start = new GrowingInts();
  readonly end = new GrowingInts();
  readonly name = new GrowingInts();
  readonly group = new GrowingInts();
  readonly kind = new GrowingInts();
  readonly status = new GrowingInts();
  readonly rest = new GrowingBytes();
  readonly restEnds = new GrowingInts();
  readonly requestTexts = new ByteDictionary(4);
  readonly requestUses = new GrowingInts();
  /** Requests in the journal whose spans are here. */
  readonly seqs: number[] = [];
  /** When the first of its spans was taken, and when the last, in milliseconds. */
  readonly sinceMs = Date.now();
  arrivedMs = this.sinceMs;
  /** What of {@link bytes} was counted last. */
  countedBytes = 0;
  /** Of traces here, by number: blocks of this service that may have some of their spans. */
  readonly suspects = new Map<number, SpanBlock[]>();
  readonly #index = new SpanIndex();
  readonly #requestIds = new RequestIdScan();
  #last: Derived | undefined;
  readonly #names: string[] = [];
  readonly #groups: SpanGroup[] = [];
  readonly #texts: string[] = [];

  constructor(service: string, slot: number) {
    this.service = service;
    this.slot = slot;
  }

  get count(): number {
    return this.trace.length;
  }

  has(trace: number, low: number, high: number, kind: number): boolean {
    return this.#index.find(this.#indexed(), trace, low, high, kind) >= 0;
  }

  /**
   * Adds a span that is not there.
   * @param at where its numbers begin in `scan.spans`
   * @param group its number in `groups`
   */
  add(scan: TraceScan, at: number, trace: number, low: number, high: number, group: number): void {
    const { bytes } = scan;
    const { data } = scan.spans;
    this.trace.push(trace);
    this.spanId.push64(low, high);
    const parent = data[at + SPAN.parentId]!;
    if (parent < 0) this.parentId.push64(0, 0);
    else this.parentId.push64(bytes.readInt32BE(parent + 4), bytes.readInt32BE(parent));
    pushTime(this.start, bytes, data[at + SPAN.start]!);
    pushTime(this.end, bytes, data[at + SPAN.end]!);
    this.name.push(this.names.index(bytes, data[at + SPAN.nameStart]!, data[at + SPAN.nameEnd]!));
    this.group.push(group);
    this.kind.push(data[at + SPAN.kind]!);
    this.status.push(data[at + SPAN.status]!);
    this.#index.add(this.#indexed(), this.count - 1);
    this.#addAttributes(scan, at);
  }

  get firstStart(): bigint {
    return this.#derived().first;
  }

  get lastStart(): bigint {
    return this.#derived().last;
  }

  mayHold(): boolean {
    return true;
  }

  columns(): SpanColumns {
    return {
      start: this.start.uint64(),
      end: this.end.uint64(),
      name: this.name.uint32(),
      group: this.group.uint32(),
      kind: this.kind.int32(),
      status: this.status.int32(),
    };
  }

  ids(): SpanIds {
    return {
      traceIds: this.traces.data.subarray(0, this.traces.size * 16),
      trace: this.trace.uint32(),
      spanId: this.spanId.uint64(),
      parentId: this.parentId.uint64(),
    };
  }

  byTrace(): SpansByTrace {
    return this.#derived().byTrace;
  }

  traceNumber(id: Buffer): number {
    return this.traces.find(id, 0, 16);
  }

  meta(): SpanMeta {
    return this.#derived().meta;
  }

  attributes(): AttributeLists {
    return this.lists;
  }

  requests(): RequestUses {
    return this.#derived().requests;
  }

  appendSpan(out: GrowingBytes, record: number): void {
    appendSpanMessage(out, this, record, this.#rest(record));
  }

  eventCount(record: number): number {
    return eventCountOf(this.#rest(record));
  }

  #rest(record: number): Buffer {
    const from = record === 0 ? 0 : this.restEnds.data[record - 1]!;
    return this.rest.data.subarray(from, this.restEnds.data[record]!);
  }

  /** Bytes of memory that it holds. */
  get bytes(): number {
    const columns = [this.trace, this.spanId, this.parentId, this.start, this.end, this.name, this.group];
    const others = [this.kind, this.status, this.restEnds, this.requestUses, this.#index, this.lists];
    const dictionaries = [this.traces, this.names, this.groups, this.requestTexts];
    return [...columns, ...others, ...dictionaries].reduce(
      (sum, { bytes }) => sum + bytes,
      this.rest.data.length,
    );
  }

  #addAttributes(scan: TraceScan, at: number): void {
    const own = scan.own.data;
    const end = scan.spans.data[at + SPAN.ownEnd]!;
    this.#requestIds.reset();
    for (
      let i = at === 0 ? 0 : scan.spans.data[at - SPAN_INTS + SPAN.ownEnd]!;
      i < end;
      i += ATTRIBUTE_INTS
    ) {
      this.lists.add(scan.bytes, own[i]!, own[i + 1]!, own[i + 2]!, own[i + 3]!, own[i + 4]!);
      this.#requestIds.add(scan.bytes, own[i + 2]!, own[i + 3]!, own[i + 4]!, own[i + 1]!);
    }
    this.#addRequestIds();
    writeRest(this.rest, this.lists, scan, at);
    this.restEnds.push(this.rest.length);
    this.lists.endRecord();
  }

  #addRequestIds(): void {
    const { best, all } = this.#requestIds.ids;
    if (best === undefined) return;
    for (const text of [best, ...all.filter((each) => each !== best)]) {
      const bytes = Buffer.from(text);
      this.requestUses.push(this.count - 1);
      this.requestUses.push(this.requestTexts.index(bytes, 0, bytes.length));
    }
  }

  #indexed() {
    return { traceNumbers: this.trace.data, idWords: this.spanId.data, kinds: this.kind.data };
  }

  /** What is made of the columns when it is asked for, and again when spans were added. */
  #derived(): Derived {
    if (this.#last?.count !== this.count) this.#last = this.#derive();
    return this.#last;
  }

  #derive(): Derived {
    const { names, groups, requestTexts } = this;
    while (this.#names.length < names.size) this.#names.push(names.textOf(this.#names.length));
    while (this.#groups.length < groups.size) {
      const group = this.#groups.length;
      this.#groups.push(readGroup(groups.data.subarray(groups.startOf(group), groups.endOf(group))));
    }
    while (this.#texts.length < requestTexts.size) this.#texts.push(requestTexts.textOf(this.#texts.length));
    return {
      count: this.count,
      ...rangeOf(this.start.uint64()),
      meta: {
        names: this.#names,
        groups: this.#groups,
        groupCounts: countsOf(this.group.uint32(), groups.size),
        operations: distinctPairs(this.name.int32(), this.kind.int32()),
      },
      requests: { texts: this.#texts, uses: this.requestUses.uint32() },
      byTrace: spansByTrace(this.trace.uint32(), this.traces.size),
    };
  }
}

interface Derived {
  count: number;
  first: bigint;
  last: bigint;
  meta: SpanMeta;
  requests: RequestUses;
  byTrace: SpansByTrace;
}

function rangeOf(starts: BigUint64Array): { first: bigint; last: bigint } {
  let [first, last] = [starts[0] ?? 0n, starts[0] ?? 0n];
  for (const start of starts) {
    if (start < first) first = start;
    if (start > last) last = start;
  }
  return { first, last };
}

/** Eight bytes as the wire has them; -1: none, which is 0. */
function pushTime(times: GrowingInts, bytes: Buffer, at: number): void {
  if (at < 0) times.push64(0, 0);
  else times.push64(bytes.readInt32LE(at), bytes.readInt32LE(at + 4));
}

function countsOf(numbers: Uint32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (const number of numbers) counts[number]!++;
  return counts;
}

function distinctPairs(names: Int32Array, kinds: Int32Array): Int32Array {
  const known = new Map<number, Set<number>>();
  const pairs: number[] = [];
  for (let span = 0; span < names.length; span++) {
    const [name, kind] = [names[span]!, kinds[span]!];
    const ofName = known.get(name) ?? new Set();
    known.set(name, ofName);
    if (ofName.has(kind)) continue;
    ofName.add(kind);
    pairs.push(name, kind);
  }
  return Int32Array.from(pairs);
}
