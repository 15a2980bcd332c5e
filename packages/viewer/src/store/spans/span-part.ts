/** Takes spans in, and knows where they are: heads of services, blocks, and which of them may have a trace. */

import { ByteDictionary } from '../blocks/byte-dictionary.ts';
import { DecodedCache } from '../blocks/decoded-cache.ts';
import type { HashPair } from '../blocks/hash.ts';
import { SlicedFilter } from '../blocks/sliced-filter.ts';
import type { BlockFile } from '../keeping/block-file.ts';
import type { BlockInfo } from '../keeping/block-info.ts';
import type { JournalEntry } from '../keeping/journal.ts';
import type { SignalPart } from '../keeping/signal-part.ts';
import { serviceOf } from '../matching/service-of.ts';
import type { Taken } from '../telemetry-store.ts';
import { requestsByService } from './requests-by-service.ts';
import { sealSpans } from './seal-spans.ts';
import { SpanBlock } from './span-block.ts';
import { readGroup } from './span-group.ts';
import { spanIdHash, traceIdHash } from './span-hashes.ts';
import { SpanHead } from './span-head.ts';
import type { SpanSource } from './span-source.ts';
import { GROUP, GROUP_INTS, SPAN, SPAN_INTS, TraceScan } from './trace-scan.ts';

/** A head with so much memory becomes a block, however few its spans are. */
const HEAD_BYTES = 16 * 2 ** 20;

/** What a head costs beside its columns: a part of the filter, and objects. */
const HEAD_COST = 24 * 1024;

/** Of all heads with what they cost, at any moment: one request may hold thousands of services. */
const ALL_HEADS_BYTES = 64 * 2 ** 20;

/** Of decoded sections. */
const CACHE_BYTES = 48 * 2 ** 20;

export class SpanPart implements SignalPart {
  readonly #file: BlockFile;
  readonly #headSpans: number;
  readonly #cache = new DecodedCache(CACHE_BYTES);
  readonly #scan = new TraceScan();
  readonly #heads = new Map<string, SpanHead>();
  readonly #blocks = new Map<number, SpanBlock>();
  #filter = new SlicedFilter();
  /** By slot of the filter. */
  readonly #sources: (SpanSource | undefined)[] = [];
  /** Services of groups that came lately. */
  #groups = new ByteDictionary();
  #groupServices: string[] = [];
  #records = 0;
  #traces = 0;
  #headBytes = 0;

  /**
   * {@link reset} and {@link replay} follow.
   * @param headSpans a head with so many spans becomes a block
   */
  constructor(file: BlockFile, headSpans = 4096) {
    this.#file = file;
    this.#headSpans = headSpans;
  }

  take(body: Uint8Array): Taken {
    this.#scan.scan(body);
    const taken = this.#file.change(() => this.#takeAndNote());
    return taken.rejected === 0 ? taken : { ...taken, message: 'spans need a trace id and a span id' };
  }

  replay({ seq, body }: JournalEntry): void {
    this.#scan.scan(body);
    const { heads } = this.#takeScanned();
    for (const head of heads) head.seqs.push(seq);
    if (heads.length === 0 && !this.#file.options.readOnly) this.#file.journal.forget([seq]);
  }

  reset(): void {
    this.#heads.clear();
    this.#blocks.clear();
    this.#cache.clear();
    this.#sources.length = 0;
    this.#filter = new SlicedFilter();
    this.#records = this.#traces = this.#headBytes = 0;
    for (const info of this.#file.blocks.values()) if (info.signal === 'traces') this.#open(info);
  }

  dropped({ id }: BlockInfo): void {
    const block = this.#blocks.get(id);
    if (block === undefined) return;
    eachPair(block.traceHashes(), (hash) => {
      if (this.#filter.candidates(hash).length === 1) this.#traces--;
    });
    this.#blocks.delete(id);
    this.#records -= block.count;
    this.#free(block.slot);
    block.forget();
  }

  get headBytes(): number {
    return this.#headBytes;
  }

  sealLargest(): SpanHead | undefined {
    let largest: SpanHead | undefined;
    for (const head of this.#heads.values()) {
      if (largest === undefined || head.countedBytes > largest.countedBytes) largest = head;
    }
    if (largest !== undefined) this.#seal(largest);
    return largest;
  }

  sealOld(beforeMs: number): void {
    for (const head of this.#heads.values()) if (head.sinceMs < beforeMs) this.#seal(head);
  }

  get records(): number {
    return this.#records;
  }

  /** Traces that have spans here: as good as exact. */
  get traces(): number {
    return this.#traces;
  }

  /** All parts that have spans. */
  sources(): SpanSource[] {
    return this.#sources.filter((source) => source !== undefined && source.count > 0) as SpanSource[];
  }

  /** Those that may have this trace. @param traceId 16 bytes */
  sourcesOf(traceId: Uint8Array): SpanSource[] {
    return this.#filter.candidates(traceIdHash(traceId, 0)).flatMap((slot) => this.#sources[slot] ?? []);
  }

  #takeAndNote(): Taken {
    const { heads, ...taken } = this.#takeScanned();
    const requestOf = requestsByService(this.#scan, (group) => this.#serviceOf(group));
    for (const head of heads)
      head.seqs.push(this.#file.journal.append('traces', head.service, requestOf(head.service)));
    return taken;
  }

  /** Spans of the scanned request go into heads. Gives the heads that have some of them now. */
  #takeScanned() {
    const { groups, groupBytes } = this.#scan;
    const heads = new Set<SpanHead>();
    let [accepted, rejected] = [0, 0];
    let [bytesStart, spansStart, group] = [0, 0, 0];
    for (let at = 0; at < groups.length; at += GROUP_INTS) {
      const [bytesEnd, spansEnd] = [groups.data[at + GROUP.bytesEnd]!, groups.data[at + GROUP.spansEnd]!];
      const service = this.#serviceOf(at);
      let head: SpanHead | undefined;
      for (let span = spansStart; span < spansEnd; span += SPAN_INTS) {
        if (!hasIds(this.#scan, span)) {
          rejected++;
          continue;
        }
        accepted++;
        if (head === undefined) {
          head = this.#headOf(service);
          group = head.groups.index(groupBytes.data, bytesStart, bytesEnd);
        }
        if (!this.#add(head, span, group)) continue;
        heads.add(head);
        if (!this.#isFull(head)) continue;
        heads.delete(head);
        this.#seal(head);
        head = undefined;
      }
      if (head !== undefined) this.#weigh(head);
      while (this.#isOverfull()) heads.delete(this.sealLargest()!);
      [bytesStart, spansStart] = [bytesEnd, spansEnd];
    }
    return { accepted, rejected, heads: [...heads] };
  }

  /** False for a span that is there already. */
  #add(head: SpanHead, at: number, group: number): boolean {
    const { bytes, spans } = this.#scan;
    const [traceAt, idAt] = [spans.data[at + SPAN.traceId]!, spans.data[at + SPAN.spanId]!];
    const [low, high, kind] = [
      bytes.readInt32BE(idAt + 4),
      bytes.readInt32BE(idAt),
      spans.data[at + SPAN.kind]!,
    ];
    const traces = head.traces.size;
    const trace = head.traces.index(bytes, traceAt, traceAt + 16);
    if (trace === traces) this.#noteTrace(head, trace, traceAt);
    else if (head.has(trace, low, high, kind)) return false;
    if (this.#isInBlock(head, trace, traceAt, low, high, kind)) return false;
    head.add(this.#scan, at, trace, low, high, group);
    this.#records++;
    return true;
  }

  /** Suspicion is wrong now and then: the blocks' own filters are asked before ids are read. */
  #isInBlock(head: SpanHead, trace: number, at: number, low: number, high: number, kind: number): boolean {
    const suspects = head.suspects.get(trace);
    if (suspects === undefined) return false;
    const hash = spanIdHash(new Uint8Array(Int32Array.of(low, high).buffer), 0);
    return suspects.some(
      (block) =>
        this.#blocks.has(block.info.id) &&
        block.mayHold(hash) &&
        block.has(this.#scan.bytes, at, low, high, kind),
    );
  }

  /** A trace that is new to a head may have spans of its service in blocks. */
  #noteTrace(head: SpanHead, trace: number, at: number): void {
    const hash = traceIdHash(this.#scan.bytes, at);
    const others = this.#filter.candidates(hash).filter((slot) => slot !== head.slot);
    if (others.length === 0) this.#traces++;
    this.#filter.add(head.slot, hash);
    const suspects = others.flatMap((slot) => {
      const source = this.#sources[slot];
      return source instanceof SpanBlock && source.service === head.service ? source : [];
    });
    if (suspects.length > 0) head.suspects.set(trace, suspects);
  }

  #isFull(head: SpanHead): boolean {
    if (this.#file.options.readOnly) return false;
    return head.count >= this.#headSpans || (head.count % 64 === 0 && head.bytes > HEAD_BYTES);
  }

  #isOverfull(): boolean {
    if (this.#file.options.readOnly) return false;
    return this.#headBytes + this.#heads.size * HEAD_COST > ALL_HEADS_BYTES;
  }

  #headOf(service: string): SpanHead {
    const known = this.#heads.get(service);
    if (known !== undefined) return known;
    const head = new SpanHead(service, this.#filter.allot());
    this.#heads.set(service, head);
    this.#sources[head.slot] = head;
    return head;
  }

  #seal(head: SpanHead): void {
    this.#heads.delete(head.service);
    this.#headBytes -= head.countedBytes;
    if (head.count === 0) {
      this.#free(head.slot);
      return;
    }
    const { service, count: records, firstStart: firstUnixNano, lastStart: lastUnixNano, arrivedMs } = head;
    const block = { signal: 'traces' as const, service, records, firstUnixNano, lastUnixNano, arrivedMs };
    const info = this.#file.addBlock(block, sealSpans(head));
    this.#file.journal.forget(head.seqs);
    this.#remember(new SpanBlock(info, head.slot, this.#file, this.#cache));
  }

  #weigh(head: SpanHead): void {
    head.arrivedMs = Date.now();
    this.#headBytes -= head.countedBytes;
    head.countedBytes = head.bytes;
    this.#headBytes += head.countedBytes;
  }

  #free(slot: number): void {
    this.#sources[slot] = undefined;
    this.#filter.release(slot);
  }

  /** A block that was in the file. */
  #open(info: BlockInfo): void {
    const block = new SpanBlock(info, this.#filter.allot(), this.#file, this.#cache);
    eachPair(block.traceHashes(), (hash) => {
      if (this.#filter.candidates(hash).length === 0) this.#traces++;
      this.#filter.add(block.slot, hash);
    });
    this.#records += block.count;
    this.#remember(block);
  }

  #remember(block: SpanBlock): void {
    this.#blocks.set(block.info.id, block);
    this.#sources[block.slot] = block;
  }

  /** @param at where a group's numbers begin in the scan */
  #serviceOf(at: number): string {
    const { groups, groupBytes } = this.#scan;
    const start = at === 0 ? 0 : groups.data[at - GROUP_INTS + GROUP.bytesEnd]!;
    const end = groups.data[at + GROUP.bytesEnd]!;
    if (this.#groupServices.length > 1024) [this.#groups, this.#groupServices] = [new ByteDictionary(), []];
    const group = this.#groups.index(groupBytes.data, start, end);
    this.#groupServices[group] ??= serviceOf(readGroup(groupBytes.data.subarray(start, end)).resource);
    return this.#groupServices[group];
  }
}

const hasIds = ({ spans }: TraceScan, at: number) =>
  spans.data[at + SPAN.traceId]! >= 0 && spans.data[at + SPAN.spanId]! >= 0;

function eachPair(words: Int32Array, found: (hash: HashPair) => void): void {
  for (let at = 0; at < words.length; at += 2) found({ one: words[at]!, other: words[at + 1]! });
}
