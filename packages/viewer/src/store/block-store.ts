/** The store of the product: blocks of spans and of log records in one file, or in memory. */

import { BlockFile, type BlockFileOptions } from './keeping/block-file.ts';
import { saying } from './keeping/tables.ts';
import { LogPart } from './logs/log-part.ts';
import { LogReader } from './logs/log-reader.ts';
import { mostFrequent } from './most-frequent.ts';
import type { LogQuery, SpanCondition, TraceQuery } from './queries.ts';
import { SpanPart } from './spans/span-part.ts';
import { SpanReader } from './spans/span-reader.ts';
import type {
  FoundId,
  LogPage,
  Operation,
  ServiceCall,
  Signal,
  StoredLog,
  StoredSpan,
  StoreStatus,
  Taken,
  TelemetryStore,
  TimeRange,
  TraceColumns,
  TracePage,
  TraceSummary,
} from './telemetry-store.ts';
import { Turns } from './turns.ts';

export type BlockStoreOptions = BlockFileOptions;

/**
 * Memory that all heads may hold, and bytes of the journal; beyond, the largest become blocks early. Of a small store a part of
 * its limit.
 */
const HEAD_BYTES = 64 * 2 ** 20;

/** How often is looked whether something is too old. */
const AGE_CHECK_MS = 30_000;
/** A block goes as a whole, so that none waits longer for its records than such a part of their time. */
const BLOCKS_AN_AGE = 8;

/** All is read again after a write that failed; so many times as long nothing is written, and questions are answered. */
const REST = 9;

const NOTIFY_MS = 100;

/** How long after a drop senders are told. */
const WARN_MS = 60_000;

/** @throws {Error} when the file is not a database, or one of another version */
export async function openBlockStore(options: BlockStoreOptions = {}): Promise<TelemetryStore> {
  try {
    return new BlockStore(options);
  } catch (error) {
    throw saying(options.path ?? ':memory:', error as Error);
  }
}

class BlockStore implements TelemetryStore {
  readonly #file: BlockFile;
  readonly #spans: SpanPart;
  readonly #logs: LogPart;
  readonly #spanReader: SpanReader;
  readonly #logReader: LogReader;
  readonly #listeners = new Set<(status: StoreStatus) => void>();
  readonly #maxHeadBytes: number;
  #ageTimer: NodeJS.Timeout | undefined;
  #notifyTimer: NodeJS.Timeout | undefined;
  #version = 0;
  #isReplaying = false;
  /** By the clock of `performance`. */
  #writesAgainAt = 0;
  /** Records that were there when a transaction ended last. */
  #acknowledged: Record<Signal, number> = { traces: 0, logs: 0 };
  /** When a block was dropped last, in milliseconds. */
  #droppedMs = 0;

  constructor(options: BlockStoreOptions) {
    this.#file = new BlockFile(options, {
      dropped: (block) => {
        this.#part(block.signal).dropped(block);
        this.#droppedMs = Date.now();
      },
      committed: () => {
        this.#acknowledged = this.#records();
        this.#changed();
      },
      undone: () => this.#afterUndone(),
    });
    const { maxBytes, maxAgeMs, readOnly } = this.#file.options;
    this.#maxHeadBytes = Math.min(HEAD_BYTES, maxBytes / 4);
    this.#spans = new SpanPart(this.#file);
    this.#logs = new LogPart(this.#file);
    this.#spanReader = new SpanReader(this.#spans);
    this.#logReader = new LogReader(this.#logs, () => {
      const turns = new Turns();
      return () => turns.giveWay();
    });
    if (readOnly) {
      this.#file.readAtOnce(() => {
        this.#reset();
        this.#replay();
      });
    } else this.#readAgain();
    if (maxAgeMs !== undefined && !readOnly) {
      const checkMs = Math.min(AGE_CHECK_MS, maxAgeMs / BLOCKS_AN_AGE);
      this.#ageTimer = setInterval(() => this.#dropOld(maxAgeMs), checkMs).unref();
    }
  }

  async take(signal: Signal, body: Uint8Array): Promise<Taken> {
    if (this.#file.options.readOnly) throw new Error('this store was opened to be read only');
    if (performance.now() < this.#writesAgainAt) throw new Error('what came before could not be written');
    const taken = this.#part(signal).take(body);
    this.#boundHeads();
    await this.#file.committed();
    return taken.message === undefined && this.#isDropping ? { ...taken, message: this.#warning } : taken;
  }

  spansOf(traceId: string, only?: ReadonlySet<string>): Promise<StoredSpan[]> {
    return this.#spanReader.spansOf(traceId, only);
  }

  matchingSpans(traceId: string, condition: SpanCondition): Promise<string[]> {
    return this.#spanReader.matchingSpans(traceId, condition);
  }

  spansWithEvents(traceId: string): Promise<StoredSpan[]> {
    return this.#spanReader.spansWithEvents(traceId);
  }

  columnsOf(traceId: string): Promise<TraceColumns> {
    return this.#spanReader.columnsOf(traceId);
  }

  summaryOf(traceId: string): Promise<TraceSummary | undefined> {
    return this.#spanReader.summaryOf(traceId);
  }

  searchTraces(query: TraceQuery): Promise<TracePage> {
    return this.#spanReader.search(query);
  }

  async find(text: string): Promise<FoundId | undefined> {
    const hex = text.trim().replaceAll('-', '').toLowerCase();
    if (/^[0-9a-f]{32}$/.test(hex)) {
      const trace = (await this.#spanReader.findTrace(hex)) ?? (await this.#traceOfLogs(hex));
      if (trace) return trace;
    }
    if (/^[0-9a-f]{16}$/.test(hex)) {
      const span = (await this.#spanReader.findSpan(hex)) ?? (await this.#spanOfLogs(hex));
      if (span) return span;
    }
    const requestId = text.trim();
    if (requestId === '') return undefined;
    return (await this.#spanReader.findRequest(requestId)) ?? (await this.#requestOfLogs(requestId));
  }

  searchLogs(query: LogQuery): Promise<LogPage> {
    return this.#logReader.search(query);
  }

  logOf(id: string): Promise<StoredLog | undefined> {
    return this.#logReader.logOf(id);
  }

  logsOf(traceId: string): Promise<StoredLog[]> {
    return this.#logReader.logsOf(traceId);
  }

  async services(signal?: Signal): Promise<string[]> {
    const spans = signal === 'logs' ? [] : this.#spanReader.services();
    const logs = signal === 'traces' ? [] : this.#logReader.services();
    return [...new Set([...spans, ...logs])].sort();
  }

  operations(service?: string): Promise<Operation[]> {
    return this.#spanReader.operations(service);
  }

  async attributeKeys(prefix: string, limit: number): Promise<string[]> {
    const counts = [await this.#spanReader.keyCounts(), await this.#logReader.keyCounts()];
    return mostFrequent(counts, prefix, limit);
  }

  async attributeValues(key: string, prefix: string, limit: number): Promise<string[]> {
    const counts = [await this.#spanReader.valueCounts(key), await this.#logReader.valueCounts(key)];
    return mostFrequent(counts, prefix, limit);
  }

  calls(range: TimeRange): Promise<ServiceCall[]> {
    return this.#spanReader.calls(range);
  }

  status(): StoreStatus {
    return {
      spans: this.#spans.records,
      logs: this.#logs.records,
      traces: this.#spans.traces,
      bytes: this.#file.bytes,
      dropped: this.#file.dropped(),
      version: this.#version,
    };
  }

  onChange(changed: (status: StoreStatus) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  async close(): Promise<void> {
    clearInterval(this.#ageTimer);
    clearTimeout(this.#notifyTimer);
    this.#listeners.clear();
    this.#file.close();
  }

  #part(signal: Signal): SpanPart | LogPart {
    return signal === 'traces' ? this.#spans : this.#logs;
  }

  #boundHeads(): void {
    for (;;) {
      const [spans, logs] = [this.#spans.headBytes, this.#logs.headBytes];
      // A request whose spans are all there but one waits whole in the journal for that one.
      const held = Math.max(spans + logs, this.#file.journal.bytes);
      if (held <= this.#maxHeadBytes || spans + logs === 0) return;
      this.#file.change(() => (spans > logs ? this.#spans : this.#logs).sealLargest());
    }
  }

  async #traceOfLogs(traceId: string): Promise<FoundId | undefined> {
    const log = await this.#logReader.earliestOfTrace(traceId);
    return log && { kind: 'trace', traceId, timeUnixNano: log.timeUnixNano };
  }

  async #spanOfLogs(spanId: string): Promise<FoundId | undefined> {
    const log = await this.#logReader.latestOfSpan(spanId);
    return log && { kind: 'span', traceId: log.record.traceId, spanId, timeUnixNano: log.timeUnixNano };
  }

  async #requestOfLogs(requestId: string): Promise<FoundId | undefined> {
    const log = await this.#logReader.latestOfRequest(requestId);
    return log && { kind: 'request', traceId: log.record.traceId, timeUnixNano: log.timeUnixNano };
  }

  /** Blocks from the file, heads from the journal. Where that fails as well, what is in the journal waits for the next start. */
  #readAgain(): void {
    this.#reset();
    if (this.#isReplaying) return;
    this.#isReplaying = true;
    try {
      this.#file.change(() => this.#replay());
    } finally {
      this.#isReplaying = false;
    }
  }

  #afterUndone(): void {
    const begin = performance.now();
    this.#readAgain();
    this.#countLost();
    const end = performance.now();
    this.#writesAgainAt = end + REST * (end - begin);
  }

  /** In memory there is no journal: what was in heads is lost with a transaction that is undone. */
  #countLost(): void {
    const [before, now] = [this.#acknowledged, this.#records()];
    for (const signal of ['traces', 'logs'] as const) {
      const lost = before[signal] - now[signal];
      if (lost > 0) this.#file.change(() => this.#file.countDropped(signal, lost));
    }
  }

  #records(): Record<Signal, number> {
    return { traces: this.#spans.records, logs: this.#logs.records };
  }

  #reset(): void {
    this.#spans.reset();
    this.#logs.reset();
  }

  #replay(): void {
    for (const entry of this.#file.journal.entries()) this.#part(entry.signal).replay(entry);
  }

  /** Heads become blocks in time, and go with the others. */
  #dropOld(maxAgeMs: number): void {
    const now = Date.now();
    try {
      this.#file.change(() => {
        for (const part of [this.#spans, this.#logs]) part.sealOld(now - maxAgeMs / BLOCKS_AN_AGE);
        this.#file.dropOld(now);
      });
    } catch {
      // Nobody waits for it: a file that cannot be written now is tried again at the next check.
    }
  }

  get #isDropping(): boolean {
    return Date.now() - this.#droppedMs < WARN_MS;
  }

  get #warning(): string {
    return `the viewer's store is full (${this.#file.options.maxBytes} bytes): it drops its oldest data`;
  }

  #changed(): void {
    this.#version++;
    this.#notifyTimer ??= setTimeout(() => {
      this.#notifyTimer = undefined;
      for (const changed of this.#listeners) changed(this.status());
    }, NOTIFY_MS).unref();
  }
}
