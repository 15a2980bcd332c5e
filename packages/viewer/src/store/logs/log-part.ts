/** The log records of a store: open heads, and its blocks in the shared file. */

import { fromProtobuf, LOGS } from '@waymark/otlp';
import type { BlockFile } from '../keeping/block-file.ts';
import type { BlockInfo } from '../keeping/block-info.ts';
import type { JournalEntry } from '../keeping/journal.ts';
import type { SignalPart } from '../keeping/signal-part.ts';
import type { Taken } from '../telemetry-store.ts';
import { LogBlocks } from './log-blocks.ts';
import { LogDigests } from './log-digests.ts';
import { groupBytes } from './log-group.ts';
import { LogHead } from './log-head.ts';
import { countOf, journalBytes, type LogSlice, readJournal, slicesOf } from './log-slice.ts';
import { blockSource, headSource, type LogSource } from './log-source.ts';
import { LOG_TABLES } from './log-tables.ts';

/** A head with so many records, or so many bytes of memory, is sealed. */
const FULL_COUNT = 4096;
const FULL_BYTES = 8 * 1024 * 1024;

/** Of fewer lines the words are looked up in the lines: a table costs 48 KB, and thousands of services may log a line each. */
const LEAST_INDEXED = 256;

interface OpenHead {
  head: LogHead;
  /** Entries of the journal whose records it has. */
  seqs: number[];
  /** When the first of them was taken, and when the last, in milliseconds. */
  sinceMs: number;
  arrivedMs: number;
}

export class LogPart implements SignalPart {
  readonly #file: BlockFile;
  readonly #blocks: LogBlocks;
  readonly #digests: LogDigests;
  readonly #heads = new Map<string, OpenHead>();
  readonly #readLastId;
  readonly #writeLastId;
  #lastId = 0;

  /** {@link reset} and {@link replay} follow. */
  constructor(file: BlockFile, leastIndexed = LEAST_INDEXED) {
    this.#file = file;
    if (!file.options.readOnly) file.database.exec(LOG_TABLES);
    this.#blocks = new LogBlocks(file, leastIndexed);
    this.#digests = new LogDigests(file.database);
    this.#readLastId = file.database.prepare(`SELECT value FROM counts WHERE name = 'log_id'`);
    this.#writeLastId = file.database.prepare(`INSERT OR REPLACE INTO counts VALUES ('log_id', ?)`);
  }

  /** A request that came before adds nothing. */
  take(body: Uint8Array): Taken {
    const request = fromProtobuf(LOGS, body);
    const slices = slicesOf(request, this.#lastId + 1);
    const accepted = slices.reduce((sum, slice) => sum + countOf(slice), 0);
    if (accepted > 0) {
      this.#file.change(() => {
        if (!this.#digests.add(body)) return;
        this.#lastId += accepted;
        for (const slice of slices) {
          const bytes = journalBytes(slice, slices.length === 1 ? body : undefined);
          this.#keep(slice, this.#file.journal.append('logs', slice.service, bytes));
        }
      });
    }
    return { accepted, rejected: 0 };
  }

  reset(): void {
    this.#heads.clear();
    this.#blocks.reset();
    // Of what is undone the numbers are not given again: whoever follows what arrives may have seen them.
    this.#lastId = Math.max(this.#lastId, Number(this.#readLastId.get()?.['value'] ?? 0));
  }

  replay({ service, body, seq }: JournalEntry): void {
    const slice = readJournal(service, body);
    for (const { firstId, records } of slice.runs)
      this.#lastId = Math.max(this.#lastId, firstId + records.length - 1);
    this.#keep(slice, seq);
  }

  dropped({ id }: BlockInfo): void {
    this.#blocks.dropped(id);
  }

  get headBytes(): number {
    let bytes = 0;
    for (const { head } of this.#heads.values()) bytes += head.bytes;
    return bytes;
  }

  get records(): number {
    let records = this.#blocks.records;
    for (const { head } of this.#heads.values()) records += head.count;
    return records;
  }

  sealLargest(): void {
    const [largest] = [...this.#heads.values()].sort((one, other) => other.head.bytes - one.head.bytes);
    if (largest) this.#seal(largest);
  }

  sealOld(beforeMs: number): void {
    for (const open of [...this.#heads.values()]) if (open.sinceMs < beforeMs) this.#seal(open);
  }

  /** Whatever can be read now, blocks first. */
  sources(): LogSource[] {
    return [
      ...this.#blocks.all().map((block) => blockSource(this.#blocks, block)),
      ...Array.from(this.#heads.values(), ({ head }) => headSource(head)),
    ];
  }

  /** The one place where heads grow. */
  #keep({ service, runs }: LogSlice, seq: number): void {
    const open = this.#openHead(service);
    for (const { group, firstId, records } of runs) {
      const number = open.head.groupOf(groupBytes(group));
      for (const [at, record] of records.entries()) open.head.add(firstId + at, number, record);
    }
    open.seqs.push(seq);
    open.arrivedMs = Date.now();
    const isFull = open.head.count >= FULL_COUNT || open.head.bytes >= FULL_BYTES;
    if (isFull && !this.#file.options.readOnly) this.#seal(open);
  }

  #openHead(service: string): OpenHead {
    const known = this.#heads.get(service);
    if (known !== undefined) return known;
    const sinceMs = Date.now();
    const open = { head: new LogHead(service), seqs: [], sinceMs, arrivedMs: sinceMs };
    this.#heads.set(service, open);
    return open;
  }

  #seal({ head, seqs, arrivedMs }: OpenHead): void {
    this.#blocks.seal(head, arrivedMs);
    this.#file.journal.forget(seqs);
    this.#writeLastId.run(this.#lastId);
    this.#heads.delete(head.service);
  }
}
