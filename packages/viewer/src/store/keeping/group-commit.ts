/**
 * One transaction for all that arrives in a turn of the event loop: what waits together is written together, and acknowledged
 * when it is.
 */

import type { DatabaseSync } from 'node:sqlite';

export interface CommitHooks {
  /** Called inside the transaction, right before its end. */
  beforeCommit(): void;
  committed(): void;
  /** Called when a transaction is undone (the disk is full): memory must be made to agree with the file again. */
  undone(): void;
}

export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #hooks: CommitHooks;
  /** While a transaction is open: what those who wait for its end wait for. */
  #ending: PromiseWithResolvers<void> | undefined;

  constructor(database: DatabaseSync, hooks: CommitHooks) {
    this.#database = database;
    this.#hooks = hooks;
  }

  /** Makes a change at once, in the transaction of this turn. When it throws, the whole transaction is undone. */
  change<T>(change: () => T): T {
    if (this.#ending === undefined) this.#begin();
    try {
      return change();
    } catch (error) {
      this.#undo(error);
      throw error;
    }
  }

  /** Resolves when all changes so far are written. @throws what SQLite throws; then none of them is kept */
  async committed(): Promise<void> {
    await this.#ending?.promise;
  }

  /** Ends the transaction now. */
  flush(): void {
    const ending = this.#ending;
    if (ending === undefined) return;
    try {
      this.#hooks.beforeCommit();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#undo(error);
      return;
    }
    this.#ending = undefined;
    ending.resolve();
    this.#hooks.committed();
  }

  #begin(): void {
    this.#database.exec('BEGIN IMMEDIATE');
    this.#ending = Promise.withResolvers();
    // Those who changed something and do not wait must not end the process.
    this.#ending.promise.catch(() => {});
    setImmediate(() => this.flush());
  }

  #undo(error: unknown): void {
    const ending = this.#ending;
    this.#ending = undefined;
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    ending?.reject(error);
    this.#hooks.undone();
  }
}
