/**
 * One viewer a file: two that write the same would each know half of it. The lock is SQLite's, on an empty file beside the
 * database, so that it ends with the process, however that ends; others may still read.
 */

import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Database, saying } from './tables.ts';

/**
 * Gives the function that lets go.
 * @throws {Error} when another one has it
 */
export function lockFile(path: string): () => void {
  const lockPath = `${path}-lock`;
  let lock: DatabaseSync | undefined;
  try {
    lock = new Database(lockPath);
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw saying(path, error as Error);
    throw new Error(`"${path}" is in use by another viewer: end that one, or name another file`);
  }
  return () => {
    rmSync(lockPath, { force: true });
    lock.close();
  };
}

const SQLITE_BUSY = 5;
