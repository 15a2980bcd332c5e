/**
 * The tables, and how the file is opened.
 *
 * `blocks` has a row for some thousand records of one service and one signal, `sections` their compressed parts, `journal` the
 * requests whose records are not in a block yet. Nothing else is indexed: filters in memory and in sections say where to read.
 */

import type { DatabaseSync } from 'node:sqlite';
import * as sqlite from 'node:sqlite';

// Node 26.11 renames it.
export const Database = ((sqlite as { Database?: typeof DatabaseSync }).Database ??
  sqlite.DatabaseSync) as typeof DatabaseSync;

/** Raised with every change of the tables, of what is in the sections, and of the hash; a file of another version is refused. */
const SCHEMA_VERSION = 6;

/** "WM", before the version in a file: other programs count their versions from one, and their files are not ours to change. */
const MARK = 0x574d_0000;

/** Large, for nearly all there is are sections of many kilobytes. */
export const PAGE_BYTES = 16_384;

const TABLES = `
CREATE TABLE IF NOT EXISTS blocks (
  id         INTEGER PRIMARY KEY,
  signal     TEXT NOT NULL,
  service    TEXT NOT NULL,
  records    INTEGER NOT NULL,
  bytes      INTEGER NOT NULL,
  first_ns   INTEGER NOT NULL,
  last_ns    INTEGER NOT NULL,
  arrived_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sections (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS journal (
  seq     INTEGER PRIMARY KEY,
  signal  TEXT NOT NULL,
  service TEXT NOT NULL,
  packed  INTEGER NOT NULL,
  body    BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS counts (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export interface OpenOptions {
  /** `:memory:` for none. */
  path: string;
  /** Opens an existing file without changing it. */
  readOnly: boolean;
  /** What the write-ahead log may take, in bytes: it is written back at half of it. */
  logBytes: number;
}

/** @throws {Error} when the file is not a database, or one of another version */
export function openDatabase({ path, readOnly, logBytes }: OpenOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new Database(path, { readOnly });
    if (!readOnly) makeTables(database, path, logBytes);
    checkVersion(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw saying(path, error as Error);
  }
}

/** SQLite says what is wrong, and not with which file. */
export function saying(path: string, error: Error): Error {
  if (error.message.includes(path)) return error;
  return new Error(`cannot open "${path}": ${error.message}`, { cause: error });
}

/**
 * A commit is written, not forced to the disk: what is acknowledged survives the end of the process by whatever signal, and
 * after a loss of power the file is whole, but may lack the last moments.
 */
function makeTables(database: DatabaseSync, path: string, logBytes: number): void {
  // Both hold only when they are set before the first table is.
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL;`);
  if (versionOf(database) === 0 && isEmpty(database))
    database.exec(`PRAGMA user_version = ${MARK + SCHEMA_VERSION}`);
  checkVersion(database, path);
  const pages = Math.max(16, Math.floor(logBytes / 2 / PAGE_BYTES));
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${logBytes};`);
  database.exec(TABLES);
}

function checkVersion(database: DatabaseSync, path: string): void {
  const version = versionOf(database) - MARK;
  if (version === SCHEMA_VERSION) return;
  if (version <= 0 || version > 0xffff)
    throw new Error(`"${path}" is a database of another program; name another file`);
  throw new Error(
    `"${path}" has version ${version} of the viewer's tables, this viewer reads version ${SCHEMA_VERSION}; name another file`,
  );
}

const versionOf = (database: DatabaseSync) => numberOf(database, 'PRAGMA user_version');

const isEmpty = (database: DatabaseSync) => numberOf(database, 'SELECT count(*) FROM sqlite_master') === 0;

/** The first column of the first row. */
export function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? { none: 0 })[0]);
}
