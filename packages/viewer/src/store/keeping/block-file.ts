/**
 * The file, or the memory, in which blocks, their sections and the journal are kept; shared by all signals. Its limit is
 * kept here, by dropping blocks.
 */

import type { DatabaseSync } from 'node:sqlite';
import type { Signal } from '../telemetry-store.ts';
import type { BlockInfo, NewBlock } from './block-info.ts';
import { lockFile } from './file-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { Journal } from './journal.ts';
import { HeldByService } from './retention.ts';
import { openDatabase, PAGE_BYTES } from './tables.ts';

/** Sections of one block are numbered below this. */
export const SECTIONS = 64;

export interface BlockFileOptions {
  /** @default ':memory:' */
  path?: string;
  /** Opens an existing file without changing it. @default false */
  readOnly?: boolean;
  /** What the file and its write-ahead log, or the memory, may hold. @default 1 GiB of a file, 256 MiB of memory */
  maxBytes?: number;
  /** Records are dropped so long after they arrived. In milliseconds. @default never */
  maxAgeMs?: number;
}

export interface BlockFileHooks {
  /** A block is about to be dropped: forget it. Called inside the transaction, while its sections are there. */
  dropped(block: BlockInfo): void;
  committed(): void;
  /** A transaction was undone: read {@link BlockFile.blocks} and the journal again. */
  undone(): void;
}

export class BlockFile {
  readonly database: DatabaseSync;
  readonly options: Required<Omit<BlockFileOptions, 'maxAgeMs'>> & { maxAgeMs: number | undefined };
  readonly journal: Journal;
  readonly blocks = new Map<number, BlockInfo>();
  readonly #hooks: BlockFileHooks;
  readonly #unlock: () => void;
  readonly #commit: GroupCommit;
  readonly #held = new HeldByService();
  readonly #statements;
  /** What the database file may hold: the log beside it takes the rest. */
  readonly #limit: number;
  #used = 0;
  #nextId = 1;

  /** @throws {Error} when the file is not a database, one of another version, or in use by another viewer */
  constructor(options: BlockFileOptions, hooks: BlockFileHooks) {
    const { path = ':memory:', readOnly = false, maxAgeMs } = options;
    const inMemory = path === ':memory:';
    const maxBytes = options.maxBytes ?? (inMemory ? 256 : 1024) * 2 ** 20;
    const logBytes = inMemory ? 0 : Math.min(64 * 2 ** 20, Math.floor(maxBytes / 4));
    this.options = { path, readOnly, maxBytes, maxAgeMs };
    this.#hooks = hooks;
    this.#limit = maxBytes - logBytes;
    this.#unlock = inMemory || readOnly ? () => {} : lockFile(path);
    try {
      this.database = openDatabase({ path, readOnly, logBytes });
    } catch (error) {
      this.#unlock();
      throw error;
    }
    this.#statements = prepare(this.database);
    this.journal = new Journal(this.database, inMemory || readOnly);
    this.#commit = new GroupCommit(this.database, {
      beforeCommit: () => this.#makeRoom(0),
      committed: () => hooks.committed(),
      undone: () => {
        this.#readBlocks();
        hooks.undone();
      },
    });
    this.#readBlocks();
  }

  /** Makes a change in this turn's transaction. */
  change<T>(change: () => T): T {
    return this.#commit.change(change);
  }

  /** Resolves when all changes so far are safe from `kill -9`. */
  committed(): Promise<void> {
    return this.#commit.committed();
  }

  /** Adds a block, inside {@link change}, after making room for it. */
  addBlock(block: NewBlock, sections: ReadonlyMap<number, Uint8Array>): BlockInfo {
    const bytes = [...sections.values()].reduce((sum, { length }) => sum + length, 0);
    this.#makeRoom(bytes);
    const info = { ...block, id: this.#nextId++, bytes };
    this.#statements.addBlock.run(
      ...[info.id, info.signal, info.service, info.records, bytes],
      ...[BigInt.asIntN(64, info.firstUnixNano), BigInt.asIntN(64, info.lastUnixNano), info.arrivedMs],
    );
    for (const [number, data] of sections) this.#statements.addSection.run(info.id * SECTIONS + number, data);
    this.#remember(info);
    return info;
  }

  /**
   * Reads which blocks there are, and what `read` reads, as of one moment: of a file that is read only, another process may be
   * writing meanwhile.
   */
  readAtOnce(read: () => void): void {
    this.database.exec('BEGIN');
    try {
      this.#readBlocks();
      read();
    } finally {
      this.database.exec('COMMIT');
    }
  }

  /** Undefined when there is none, or the block was dropped. */
  section(blockId: number, number: number): Uint8Array | undefined {
    return this.#statements.section.get(blockId * SECTIONS + number)?.['data'] as Uint8Array | undefined;
  }

  /** Drops blocks whose records all arrived longer ago than the limit of age. Inside {@link change}. */
  dropOld(now: number): void {
    const { maxAgeMs } = this.options;
    if (maxAgeMs === undefined) return;
    for (const block of this.blocks.values()) if (block.arrivedMs < now - maxAgeMs) this.#drop(block);
  }

  /** Says that acknowledged records are here no more. Inside {@link change}. */
  countDropped(signal: Signal, records: number): void {
    this.#statements.addCount.run(`dropped_${signal}`, records);
    this.#statements.setCount.run('dropped_ms', Date.now());
  }

  /** Records dropped since the file was made, and when last. */
  dropped(): { spans: number; logs: number; lastAtUnixNano?: bigint } {
    const { counts } = this.#statements;
    const read = Object.fromEntries(counts.all().map((row) => [row['name'], row['value'] as number]));
    const lastMs = read['dropped_ms'];
    return {
      spans: read['dropped_traces'] ?? 0,
      logs: read['dropped_logs'] ?? 0,
      ...(lastMs === undefined ? {} : { lastAtUnixNano: BigInt(lastMs) * 1_000_000n }),
    };
  }

  /** What the data takes. */
  get bytes(): number {
    return this.#used;
  }

  close(): void {
    if (!this.database.isOpen) return;
    this.#commit.flush();
    this.database.close();
    this.#unlock();
  }

  #readBlocks(): void {
    for (const block of this.blocks.values()) this.#held.remove(block);
    this.blocks.clear();
    for (const row of this.#statements.blocks.all()) this.#remember(blockOf(row));
    this.journal.measure();
    this.#measure();
  }

  #remember(block: BlockInfo): void {
    this.blocks.set(block.id, block);
    this.#held.add(block);
    this.#nextId = Math.max(this.#nextId, block.id + 1);
  }

  /** Drops blocks until so many bytes fit. */
  #makeRoom(bytes: number): void {
    this.#measure();
    // Pages are not full.
    const wanted = bytes + bytes / 16;
    while (Math.max(this.#used, this.#held.bytes) + wanted > this.#limit) {
      const block = this.#held.nextToGo();
      if (block === undefined) return;
      this.#drop(block);
      this.#measure();
    }
    if (bytes === 0) this.#shrink();
  }

  #drop(block: BlockInfo): void {
    this.#hooks.dropped(block);
    const first = block.id * SECTIONS;
    this.#statements.dropSections.run(first, first + SECTIONS - 1);
    this.#statements.dropBlock.run(block.id);
    this.countDropped(block.signal, block.records);
    this.blocks.delete(block.id);
    this.#held.remove(block);
  }

  /** Pages that hold something; those on the free list are written again before the file grows. */
  #measure(): void {
    const { pages, free } = this.#statements;
    this.#used = (firstOf(pages.get()) - firstOf(free.get())) * PAGE_BYTES;
  }

  /** Gives pages back that a file over its limit has free: it was opened with a smaller limit than before. */
  #shrink(): void {
    const over = firstOf(this.#statements.pages.get()) * PAGE_BYTES - this.#limit;
    if (over > 0 && firstOf(this.#statements.free.get()) > 0) {
      this.database.exec(`PRAGMA incremental_vacuum(${Math.ceil(over / PAGE_BYTES)})`);
    }
  }
}

const COUNT = 'INSERT INTO counts VALUES (?, ?) ON CONFLICT DO UPDATE SET value =';

function prepare(database: DatabaseSync) {
  const blocks = database.prepare('SELECT * FROM blocks ORDER BY id');
  blocks.setReadBigInts(true);
  return {
    blocks,
    addBlock: database.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    dropBlock: database.prepare('DELETE FROM blocks WHERE id = ?'),
    addSection: database.prepare('INSERT INTO sections VALUES (?, ?)'),
    section: database.prepare('SELECT data FROM sections WHERE id = ?'),
    dropSections: database.prepare('DELETE FROM sections WHERE id BETWEEN ? AND ?'),
    counts: database.prepare('SELECT name, value FROM counts'),
    addCount: database.prepare(`${COUNT} value + excluded.value`),
    setCount: database.prepare(`${COUNT} excluded.value`),
    pages: database.prepare('PRAGMA page_count'),
    free: database.prepare('PRAGMA freelist_count'),
  };
}

const firstOf = (row: Record<string, unknown> | undefined) => Number(Object.values(row ?? {})[0] ?? 0);

function blockOf(row: Record<string, unknown>): BlockInfo {
  const unsigned = (name: string) => BigInt.asUintN(64, row[name] as bigint);
  return {
    id: Number(row['id']),
    signal: row['signal'] as Signal,
    service: row['service'] as string,
    records: Number(row['records']),
    bytes: Number(row['bytes']),
    firstUnixNano: unsigned('first_ns'),
    lastUnixNano: unsigned('last_ns'),
    arrivedMs: Number(row['arrived_ms']),
  };
}
