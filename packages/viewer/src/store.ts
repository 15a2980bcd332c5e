/** Spans and log records in SQLite, in memory or in a file: written in transactions, read back by any of three ids. */

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { separateShared } from '@waymark/zipkin';
import type { LogRecord, SpanRecord, Trace, TraceSummary } from './records.ts';
import { fromLogRow, fromSpanRow, fromSummaryRow, type Row, toLogRow, toSpanRow } from './rows.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import * as sql from './statements.ts';

export interface StoreOptions {
  /** File to keep the data in. @default ':memory:' */
  path?: string;
  /** Whole traces are dropped, oldest first, to stay at or below this many spans. @default 200000 */
  maxSpans?: number;
  /** Log records are dropped, oldest first, to stay at or below this many. @default 200000 */
  maxLogs?: number;
  /** Opens an existing file without changing it. @default false */
  readOnly?: boolean;
}

export interface RecentTracesOptions {
  /** Only traces with a span in status ERROR. @default false */
  error?: boolean;
  /** @default 20 */
  limit?: number;
}

/**
 * Opens the store, creating its tables where they are missing.
 * @throws {Error} when the file is not a database, or one of another version
 */
export function openStore(options: StoreOptions = {}): TraceStore {
  const { path = ':memory:', readOnly = false } = options;
  const database = new DatabaseSync(path, { readOnly });
  try {
    if (!readOnly) createTables(database, path);
    checkVersion(database, path);
    return new TraceStore(database, options.maxSpans ?? 200_000, options.maxLogs ?? 200_000);
  } catch (error) {
    database.close();
    throw error;
  }
}

function createTables(database: DatabaseSync, path: string): void {
  if (versionOf(database) === 0) {
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION};`);
  }
  checkVersion(database, path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
}

const versionOf = (database: DatabaseSync) =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

function checkVersion(database: DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version === SCHEMA_VERSION) return;
  throw new Error(
    `"${path}" has version ${version} of the viewer's tables, this viewer reads version ${SCHEMA_VERSION}; name another file`,
  );
}

const TRACE_ID = /^[0-9a-f]{32}$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;

export class TraceStore {
  readonly #database: DatabaseSync;
  readonly #maxSpans: number;
  readonly #maxLogs: number;
  readonly #statements = new Map<string, StatementSync>();
  #spanCount: number;

  constructor(database: DatabaseSync, maxSpans: number, maxLogs: number) {
    this.#database = database;
    this.#maxSpans = maxSpans;
    this.#maxLogs = maxLogs;
    this.#spanCount = Number(this.#rows(sql.COUNT_SPANS)[0]?.['n']);
  }

  /** Adds spans in one transaction. A span that is there already is left as it is, so a retried request adds nothing. */
  addSpans(spans: readonly SpanRecord[]): void {
    this.#transaction(() => {
      for (const span of spans) this.#addSpan(span);
      while (this.#spanCount > this.#maxSpans && this.#dropOldestTrace());
    });
  }

  /** Adds log records in one transaction. They have no id of their own: whoever calls takes care of retries. */
  addLogs(logs: readonly LogRecord[]): void {
    this.#transaction(() => {
      for (const log of logs) this.#run(sql.INSERT_LOG, toLogRow(log));
      this.#run(sql.DROP_OLDEST_LOGS, { kept: this.#maxLogs });
    });
  }

  /**
   * All that arrived of one trace, by its id, by the id of one of its spans, or by a request id (of the newest
   * request, where several had the same). Undefined when nothing has such an id.
   */
  trace(idOrRequestId: string): Trace | undefined {
    const traceId = this.#traceIdOf(idOrRequestId);
    if (traceId === undefined) return undefined;
    const stored = this.#rows(sql.SPANS_OF_TRACE, { id: traceId }).map(fromSpanRow);
    const spans = separateShared(stored, ({ service }) => service);
    const logs = this.#rows(sql.LOGS_OF_TRACE, { id: traceId }).map(fromLogRow);
    const requestId = [...spans, ...logs].find((record) => record.requestId !== undefined)?.requestId;
    return { traceId, requestId, spans, logs };
  }

  /** The newest traces first. */
  recentTraces({ error = false, limit = 20 }: RecentTracesOptions = {}): TraceSummary[] {
    return this.#rows(error ? sql.RECENT_FAILED : sql.RECENT, { limit }).map(fromSummaryRow);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #addSpan(span: SpanRecord): void {
    if (this.#run(sql.INSERT_SPAN, toSpanRow(span)) === 0) return;
    this.#spanCount++;
    this.#run(sql.SUMMARISE, {
      trace_id: span.traceId,
      start_ns: span.startUnixNano,
      end_ns: span.startUnixNano + BigInt(span.durationNano),
      error: span.status === 'ERROR' ? 1 : 0,
    });
  }

  /** Says whether there was one. */
  #dropOldestTrace(): boolean {
    const id = this.#rows(sql.OLDEST_TRACE)[0]?.['trace_id'];
    if (id === undefined) return false;
    this.#spanCount -= this.#run(sql.DELETE_SPANS, { id });
    this.#run(sql.DELETE_LOGS, { id });
    this.#run(sql.DELETE_TRACE, { id });
    return true;
  }

  /** By shape first, since an index answers each; any text may still be a request id. */
  #traceIdOf(text: string): string | undefined {
    const id = text.toLowerCase();
    const first = (query: string, parameters: Row) => this.#rows(query, parameters)[0]?.['trace_id'];
    const found =
      (TRACE_ID.test(text) && (first(sql.TRACE_BY_ID, { id }) ?? first(sql.LOG_BY_TRACE, { id }))) ||
      (SPAN_ID.test(text) && first(sql.TRACE_BY_SPAN, { id })) ||
      first(sql.TRACE_BY_REQUEST, { id: text }) ||
      first(sql.LOG_BY_REQUEST, { id: text });
    return (found as string | undefined) || undefined;
  }

  #transaction(change: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    const countBefore = this.#spanCount;
    try {
      change();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#spanCount = countBefore;
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #rows(query: string, parameters: Row = {}): Row[] {
    return this.#statement(query).all(parameters) as Row[];
  }

  /** Gives the number of rows that changed. */
  #run(query: string, parameters: Row): number {
    return Number(this.#statement(query).run(parameters).changes);
  }

  #statement(query: string): StatementSync {
    let statement = this.#statements.get(query);
    if (!statement) {
      statement = this.#database.prepare(query);
      // Nanoseconds do not fit into a double, and SQLite would throw on reading them.
      statement.setReadBigInts(true);
      this.#statements.set(query, statement);
    }
    return statement;
  }
}
