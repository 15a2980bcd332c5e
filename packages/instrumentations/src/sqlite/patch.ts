/**
 * `node:sqlite`: a span for each query that is run, by `exec`, by a prepared statement, or by a tag. Preparing runs
 * nothing, and has a span only where it fails.
 */

import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch } from '../module-patch.ts';
import { createStamp } from '../stamp.ts';
import { fail, Queries, type Query } from './queries.ts';
import { watchRows } from './rows.ts';
import type { Database, Method, Sqlite, Statement, StatementMethod, TagStore } from './shapes.ts';

const RUNS: readonly StatementMethod[] = ['run', 'get', 'all'];

export function sqlitePatches(options: InstrumentationOptions): ModulePatch[] {
  const patch = (exports: unknown) => patchSqlite(exports as Sqlite, new Queries(options));
  return [{ module: 'node:sqlite', patch }];
}

function patchSqlite({ DatabaseSync, StatementSync }: Sqlite, queries: Queries): void {
  const prepared = createStamp<Query>();
  patchDatabase(DatabaseSync.prototype, queries, prepared);
  patchStatements(StatementSync.prototype, queries, (statement) => prepared.of(statement));
}

function patchDatabase(
  database: Database,
  queries: Queries,
  prepared: { put(object: object, query: Query): void },
) {
  const { exec, prepare, createTagStore } = database;
  wrap(database, 'exec', function (this: Database, ...args) {
    const query = described(queries, args[0], this);
    const run = () => exec.apply(this, args as [string]);
    return query === undefined ? run() : queries.run(query, run);
  });
  wrap(database, 'prepare', function (this: Database, ...args) {
    const query = described(queries, args[0], this);
    try {
      const statement = prepare.apply(this, args as [string]);
      if (query !== undefined) prepared.put(statement, query);
      return statement;
    } catch (error) {
      const span = query && queries.begin(query);
      if (span !== undefined) fail(span, error);
      span?.end();
      throw error;
    }
  });
  if (createTagStore === undefined) return;
  const databases = createStamp<Database>();
  let patched = false;
  wrap(database, 'createTagStore', function (this: Database, ...args) {
    const store = createTagStore.apply(this, args);
    databases.put(store, this);
    if (!patched) patchTagStore(Object.getPrototypeOf(store), queries, databases.of);
    patched = true;
    return store;
  });
}

/** The class is not exported: it is known from its first instance. */
function patchTagStore(
  store: TagStore,
  queries: Queries,
  databaseOf: (store: unknown) => Database | undefined,
) {
  patchStatements(store, queries, (of, [strings]) => {
    const database = databaseOf(of);
    return database && described(queries, Array.isArray(strings) ? strings.join('?') : undefined, database);
  });
}

function patchStatements(
  target: Statement,
  queries: Queries,
  queryOf: (statement: unknown, args: readonly unknown[]) => Query | undefined,
): void {
  for (const name of RUNS) {
    const original = target[name];
    wrap(target, name, function (this: unknown, ...args) {
      const query = queryOf(this, args);
      const run = () => original.apply(this, args);
      return query === undefined ? run() : queries.run(query, run);
    });
  }
  const { iterate } = target;
  wrap(target, 'iterate', function (this: unknown, ...args) {
    const query = queryOf(this, args);
    const span = query && queries.begin(query);
    if (span === undefined) return iterate.apply(this, args);
    try {
      return watchRows(iterate.apply(this, args), span);
    } catch (error) {
      fail(span, error);
      span.end();
      throw error;
    }
  });
}

/** Undefined for what the database will not take, and says so itself. */
function described(queries: Queries, sql: unknown, database: Database): Query | undefined {
  return typeof sql === 'string' ? queries.describe(sql, locationOf(database)) : undefined;
}

const locations = createStamp<string>();

/** Asked for once, for it is the same as long as the database is open. Node 22.15 does not tell it. */
function locationOf(database: Database): string | undefined {
  if (database?.location === undefined) return undefined;
  const known = locations.of(database);
  if (known !== undefined) return known;
  try {
    const location = database.location() ?? ':memory:';
    locations.put(database, location);
    return location;
  } catch {
    return undefined; // not open
  }
}

/** Replaced in place, with the name, the length and the visibility of what was there. */
function wrap<T extends object, K extends keyof T & string>(target: T, name: K, value: Method): void {
  const own = Object.getOwnPropertyDescriptor(target, name)!;
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(value, key, { value: (own.value as Method)[key], configurable: true });
  }
  Object.defineProperty(target, name, { ...own, value });
}
