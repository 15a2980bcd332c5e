/**
 * The index of the words of sealed records: FTS5, a table for some blocks of one service, which goes as a whole when the
 * last of them is dropped. RATIONALE.md says why.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A row's number in the index is that of its block times this, plus its own. */
const ROWS_A_BLOCK = 65_536;

/** A shelf that has this many is full. */
const LINES_A_SHELF = 65_536;

interface Shelf {
  service: string;
  lines: number;
  /** Blocks that are still there. */
  blocks: number;
}

export class LogShelves {
  readonly #database: DatabaseSync;
  readonly #shelves = new Map<number, Shelf>();
  /** Of each service, the one that takes its next block. */
  readonly #open = new Map<string, number>();
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    for (const row of database.prepare('SELECT id, service, lines FROM log_shelves ORDER BY id').all()) {
      const [id, service, lines] = [Number(row['id']), String(row['service']), Number(row['lines'])];
      this.#shelves.set(id, { service, lines, blocks: 0 });
      if (lines < LINES_A_SHELF) this.#open.set(service, id);
    }
  }

  /** Says of a block that was there when the store was opened on which shelf it is. */
  holds(id: number): void {
    const shelf = this.#shelves.get(id);
    // Another process, whose file is only read here, may have made it in this moment.
    if (shelf !== undefined) shelf.blocks++;
  }

  /** Indexes the texts of a block's rows and gives the shelf that they are on. Belongs into a transaction. */
  add(service: string, block: number, texts: Iterable<string>): number {
    const id = this.#open.get(service) ?? this.#create(service);
    const shelf = this.#shelves.get(id)!;
    const insert = this.#statement(`INSERT INTO log_words_${id} (rowid, body) VALUES (?, ?)`);
    let row = block * ROWS_A_BLOCK;
    for (const text of texts) insert.run(row++, text);
    shelf.lines += row - block * ROWS_A_BLOCK;
    shelf.blocks++;
    this.#statement('UPDATE log_shelves SET lines = ? WHERE id = ?').run(shelf.lines, id);
    if (shelf.lines >= LINES_A_SHELF) this.#open.delete(service);
    return id;
  }

  /**
   * Rows of a block that match a query of FTS5, in their order.
   * @throws {Error} of SQLite, when another process has dropped the table
   */
  rowsMatching(id: number, block: number, query: string): number[] {
    const select = this.#statement(
      `SELECT rowid FROM log_words_${id} WHERE log_words_${id} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid`,
    );
    const first = block * ROWS_A_BLOCK;
    return select.all(query, first, first + ROWS_A_BLOCK - 1).map((row) => Number(row['rowid']) - first);
  }

  /** A block is gone. Belongs into a transaction. */
  release(id: number): void {
    const shelf = this.#shelves.get(id)!;
    if (--shelf.blocks > 0) return;
    for (const sql of this.#statements.keys())
      if (sql.includes(`log_words_${id} `)) this.#statements.delete(sql);
    this.#database.exec(`DROP TABLE log_words_${id}`);
    this.#statement('DELETE FROM log_shelves WHERE id = ?').run(id);
    this.#shelves.delete(id);
    if (this.#open.get(shelf.service) === id) this.#open.delete(shelf.service);
  }

  #create(service: string): number {
    const { lastInsertRowid } = this.#statement('INSERT INTO log_shelves (service, lines) VALUES (?, 0)').run(
      service,
    );
    const id = Number(lastInsertRowid);
    this.#database.exec(
      `CREATE VIRTUAL TABLE log_words_${id} USING fts5(body, tokenize='ascii', content='', detail=none, columnsize=0)`,
    );
    this.#shelves.set(id, { service, lines: 0, blocks: 0 });
    this.#open.set(service, id);
    return id;
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
