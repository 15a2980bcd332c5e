/** Spans of queries, by the stable conventions for databases. */

import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { InstrumentationOptions } from '../instrumentation-options.ts';
import { describeSql, type Sql } from './sql.ts';

/** What is said of each query of a statement. */
export interface Query {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Programs repeat themselves: what was said of a text is kept, for as many texts as fit. */
const MAX_KNOWN = 500;
const MAX_KNOWN_LENGTH = 2000;

export class Queries {
  readonly #tracer: Tracer;
  readonly #isStopped: (() => boolean) | undefined;
  readonly #requireParentSpan: boolean;
  readonly #doubleQuotedStrings: boolean;
  readonly #known = new Map<string, Query>();

  constructor({ tracer, stopped, config = {} }: InstrumentationOptions) {
    this.#tracer = tracer('@waymark/instrumentations/node-sqlite');
    this.#isStopped = stopped;
    this.#requireParentSpan = config['requireParentSpan'] === true;
    this.#doubleQuotedStrings = config['doubleQuotedStrings'] === true;
  }

  describe(sql: string, database: string | undefined): Query {
    if (sql.length > MAX_KNOWN_LENGTH) return this.#read(sql, database);
    const key = `${database}\n${sql}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const query = this.#read(sql, database);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, query);
    return query;
  }

  #read(sql: string, database: string | undefined): Query {
    return queryOf(describeSql(sql, this.#doubleQuotedStrings), database);
  }

  /** Runs the query in its span. What `run` returns or throws is passed on. */
  run<T>(query: Query, run: () => T): T {
    const span = this.begin(query);
    if (span === undefined) return run();
    try {
      return run();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Undefined where none is wanted: where the user wants spans below others only, and there is none. */
  begin({ name, attributes }: Query): Span | undefined {
    if (this.#isStopped?.()) return undefined;
    if (this.#requireParentSpan && trace.getSpan(context.active()) === undefined) return undefined;
    return this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
  }
}

function queryOf({ text, summary, operation }: Sql, database: string | undefined): Query {
  const attributes: Attributes = { 'db.system.name': 'sqlite', 'db.query.text': text };
  if (database !== undefined) attributes['db.namespace'] = database;
  if (operation !== undefined) attributes['db.operation.name'] = operation;
  if (summary !== '') attributes['db.query.summary'] = summary;
  return { name: summary || 'sqlite', attributes };
}

/** SQLite's own result code says what failed; an error of Node's before that has only its name. */
export function fail(span: Span, error: unknown): void {
  // A function of the app's may throw anything, null included.
  const { errcode, name, message } = Object(error) as { errcode?: unknown; name?: string; message?: string };
  if (errcode !== undefined) span.setAttribute('db.response.status_code', String(errcode));
  span.setAttribute('error.type', errcode === undefined ? (name ?? '_OTHER') : String(errcode));
  span.recordException((error ?? String(error)) as Error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
