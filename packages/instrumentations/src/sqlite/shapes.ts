/** The parts of `node:sqlite` that are touched. Not every Node has all of them. */

export interface Database {
  exec(sql: string, ...rest: unknown[]): unknown;
  prepare(sql: string, ...rest: unknown[]): Statement;
  /** The file, or null for a database in memory. Since Node 22.16. */
  location?(): string | null;
  /** Since 24.9. */
  createTagStore?(...args: unknown[]): TagStore;
}

export type Method = (...args: unknown[]) => unknown;

/** `run`, `get` and `all` return rows, `iterate` an iterator. */
export type StatementMethod = 'run' | 'get' | 'all' | 'iterate';
export type Statement = Record<StatementMethod, Method>;

/** The same methods, as tags of templates. */
export type TagStore = Record<StatementMethod, Method>;

export interface Sqlite {
  DatabaseSync: { prototype: Database };
  StatementSync: { prototype: Statement };
}
