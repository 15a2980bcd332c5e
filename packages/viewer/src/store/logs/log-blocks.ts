/** Sealed log records: written once, read in sections, dropped as a whole. */

import type { DatabaseSync } from 'node:sqlite';
import { DecodedCache } from '../blocks/decoded-cache.ts';
import { type BlockFile, SECTIONS } from '../keeping/block-file.ts';
import { gone } from '../keeping/block-gone.ts';
import type { BlockInfo } from '../keeping/block-info.ts';
import { indexText } from '../matching/words.ts';
import { bodyTextOf } from './log-body.ts';
import { type LogBounds, type LogContents, restAt } from './log-contents.ts';
import type { LogHead } from './log-head.ts';
import { FILTER, logSections, SealedLogs } from './log-sections.ts';
import { LogShelves } from './log-shelves.ts';

export interface LogBlock extends LogBounds {
  id: number;
  /** {@link NO_SHELF} when its words are not in the index. */
  shelf: number;
}

const NO_SHELF = 0;

/** What decoded sections may hold of memory. */
const CACHE_BYTES = 24 * 1024 * 1024;

export class LogBlocks {
  readonly #file: BlockFile;
  readonly #blocks = new Map<number, LogBlock>();
  readonly #cache = new DecodedCache(CACHE_BYTES);
  readonly #statements;
  readonly #leastIndexed: number;
  #shelves: LogShelves;

  /** @param leastIndexed how many lines a block must have for its words to get into the index */
  constructor(file: BlockFile, leastIndexed: number) {
    this.#file = file;
    this.#leastIndexed = leastIndexed;
    this.#shelves = new LogShelves(file.database);
    this.#statements = prepare(file.database);
  }

  /** Reads which blocks there are. */
  reset(): void {
    this.#blocks.clear();
    this.#cache.clear();
    this.#shelves = new LogShelves(this.#file.database);
    for (const row of this.#statements.all.all()) {
      const info = this.#file.blocks.get(Number(row['id']));
      if (info !== undefined) this.#keep(blockOf(info, row));
    }
  }

  /** In the order in which they were sealed. */
  all(): LogBlock[] {
    return [...this.#blocks.values()];
  }

  get records(): number {
    let records = 0;
    for (const { count } of this.#blocks.values()) records += count;
    return records;
  }

  /** Makes a block of all that a head has. Inside a change. */
  seal(head: LogHead, arrivedMs: number): void {
    const { service, count, firstId, lastId, minTime, maxTime, minSeverity, maxSeverity } = head;
    const info = this.#file.addBlock(
      { signal: 'logs', service, records: count, firstUnixNano: minTime, lastUnixNano: maxTime, arrivedMs },
      logSections(head),
    );
    const isIndexed = count >= this.#leastIndexed;
    const shelf = isIndexed
      ? this.#shelves.add(service, info.id, indexTexts(head.contents(), count))
      : NO_SHELF;
    this.#statements.insert.run(info.id, shelf, firstId, lastId, minSeverity, maxSeverity);
    const bounds = { service, count, firstId, lastId, minTime, maxTime, minSeverity, maxSeverity };
    this.#blocks.set(info.id, { id: info.id, shelf, ...bounds });
  }

  /** Inside a change. */
  dropped(id: number): void {
    const block = this.#blocks.get(id);
    if (block === undefined) return;
    this.#statements.remove.run(id);
    if (block.shelf !== NO_SHELF) this.#shelves.release(block.shelf);
    this.#blocks.delete(id);
    this.#cache.forget(id * SECTIONS, id * SECTIONS + SECTIONS - 1);
  }

  /** @throws BlockGone */
  filter({ id }: LogBlock): Uint8Array {
    return this.#file.section(id, FILTER) ?? gone();
  }

  /** Reading from it throws {@link BlockGone} once the block was dropped. */
  contents({ id }: LogBlock): LogContents {
    return new SealedLogs(
      (number) => this.#file.section(id, number),
      (number, decode) => this.#cache.get(id * SECTIONS + number, decode),
    );
  }

  /** Rows whose bodies have the words of a query of FTS5, in their order; undefined when only the bodies tell. */
  rowsMatching({ shelf, id }: LogBlock, query: string): number[] | undefined {
    if (!this.#blocks.has(id)) gone();
    if (shelf === NO_SHELF) return undefined;
    try {
      return this.#shelves.rowsMatching(shelf, id, query);
    } catch (error) {
      return this.#file.section(id, FILTER) === undefined ? gone() : rethrow(error);
    }
  }

  #keep(block: LogBlock): void {
    this.#blocks.set(block.id, block);
    if (block.shelf !== NO_SHELF) this.#shelves.holds(block.shelf);
  }
}

function prepare(database: DatabaseSync) {
  return {
    all: database.prepare('SELECT * FROM log_blocks ORDER BY id'),
    insert: database.prepare('INSERT INTO log_blocks VALUES (?, ?, ?, ?, ?, ?)'),
    remove: database.prepare('DELETE FROM log_blocks WHERE id = ?'),
  };
}

function blockOf(info: BlockInfo, row: Record<string, unknown>): LogBlock {
  const number = (name: string) => Number(row[name]);
  return {
    id: info.id,
    service: info.service,
    count: info.records,
    minTime: info.firstUnixNano,
    maxTime: info.lastUnixNano,
    shelf: number('shelf'),
    firstId: number('first_id'),
    lastId: number('last_id'),
    minSeverity: number('min_severity'),
    maxSeverity: number('max_severity'),
  };
}

function* indexTexts(contents: LogContents, count: number): Generator<string> {
  for (let row = 0; row < count; row++) yield indexText(bodyTextOf(restAt(contents, row)));
}

function rethrow(error: unknown): never {
  throw error;
}
