/**
 * Which requests of log records were taken lately. Records have no ids of their own: a request that comes again, because its
 * answer was lost, is known by a digest of its bytes.
 */

import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Exporters send again within seconds or minutes. */
const KEPT = 65_536;

/** One in so many requests pays for the forgetting. */
const FORGET_EVERY = 1024;

export class LogDigests {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      insert: database.prepare('INSERT OR IGNORE INTO log_digests (digest) VALUES (?)'),
      forget: database.prepare('DELETE FROM log_digests WHERE seq <= ?'),
    };
  }

  /** False when it was there already. Inside a change. */
  add(body: Uint8Array): boolean {
    const digest = hash('sha256', body, 'buffer').subarray(0, 16);
    const { changes, lastInsertRowid } = this.#statements.insert.run(digest);
    if (Number(changes) === 0) return false;
    const seq = Number(lastInsertRowid);
    if (seq % FORGET_EVERY === 0) this.#statements.forget.run(seq - KEPT);
    return true;
  }
}
