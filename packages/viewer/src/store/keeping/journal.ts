/** Requests whose records wait for their block: after a crash they are read again. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { compress } from '../blocks/section.ts';
import type { Signal } from '../telemetry-store.ts';

export interface JournalEntry {
  seq: number;
  signal: Signal;
  service: string;
  body: Uint8Array;
}

export class Journal {
  readonly #database: DatabaseSync;
  readonly #isOff: boolean;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  /** Of each entry. */
  readonly #bytesOf = new Map<number, number>();
  #bytes = 0;
  #seq: number;

  /** @param isOff when there is nothing that survives, or nothing that may be written */
  constructor(database: DatabaseSync, isOff: boolean) {
    this.#database = database;
    this.#isOff = isOff;
    this.#add = database.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM journal WHERE seq = ?');
    this.#seq = Number(database.prepare('SELECT max(seq) AS seq FROM journal').get()?.['seq'] ?? 0);
  }

  /** What its entries take of the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** At opening, and after a transaction that was undone. */
  measure(): void {
    this.#bytesOf.clear();
    this.#bytes = 0;
    if (this.#isOff) return;
    for (const { seq, bytes } of this.#database
      .prepare('SELECT seq, length(body) AS bytes FROM journal')
      .all())
      this.#note(Number(seq), Number(bytes));
  }

  /** Adds what a request holds of one service, as an OTLP request. Gives its number, for {@link forget}; inside a change. */
  append(signal: Signal, service: string, body: Uint8Array): number {
    const seq = ++this.#seq;
    if (this.#isOff) return seq;
    const isPacked = body.length >= PACKED_FROM;
    const stored = isPacked ? compress(body) : body;
    this.#add.run(seq, signal, service, isPacked ? 1 : 0, stored);
    this.#note(seq, stored.length);
    return seq;
  }

  /** Its records are in blocks now, in the same transaction. */
  forget(seqs: Iterable<number>): void {
    if (this.#isOff) return;
    for (const seq of seqs) {
      this.#remove.run(seq);
      this.#bytes -= this.#bytesOf.get(seq) ?? 0;
      this.#bytesOf.delete(seq);
    }
  }

  /** What was not forgotten, as it came. */
  *entries(): Generator<JournalEntry> {
    const seqs = this.#database.prepare('SELECT seq FROM journal ORDER BY seq').all();
    const read = this.#database.prepare('SELECT * FROM journal WHERE seq = ?');
    for (const { seq } of seqs) {
      const { packed, body, ...entry } = read.get(seq as number) as unknown as JournalEntry & {
        packed: number;
      };
      yield { ...entry, body: packed ? zstdDecompressSync(body) : body };
    }
  }

  #note(seq: number, bytes: number): void {
    this.#bytesOf.set(seq, bytes);
    this.#bytes += bytes;
  }
}

/**
 * Larger requests are compressed: it costs a microsecond a span, and saves as much of copying and checksums, and three of four
 * bytes that the disk has to take.
 */
const PACKED_FROM = 1024;
