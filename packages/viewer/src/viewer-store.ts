/** What a program reads that runs a viewer in its own process, or that opens a viewer's file. */

import type { LogQuery, TraceQuery } from './store/queries.ts';
import type { CallStore } from './store/reading.ts';
import type { FoundId, LogPage, StoreStatus, TracePage, TraceSummary } from './store/telemetry-store.ts';
import type { Trace } from './terminal/trace-text.ts';
import { wholeTrace } from './terminal/whole-trace.ts';

export interface RecentTracesOptions {
  /** Only traces with a span in status ERROR. @default false */
  error?: boolean;
  /** 1 to 1000. @default 20 */
  limit?: number;
}

/** The store lives in a thread of its own, so each answer is a promise. */
export class ViewerStore {
  readonly #call: CallStore;

  constructor(call: CallStore) {
    this.#call = call;
  }

  /** All that arrived of one trace, by trace id, span id or request id (of several with that, the newest). */
  trace(id: string): Promise<Trace | undefined> {
    return wholeTrace(this.#call, id);
  }

  /** Newest first. */
  async recentTraces({ error, limit = 20 }: RecentTracesOptions = {}): Promise<TraceSummary[]> {
    const query = { attributes: [], limit, ...(error ? { error } : {}) };
    return (await this.searchTraces(query)).traces;
  }

  searchTraces(query: TraceQuery): Promise<TracePage> {
    return this.#call('searchTraces', query);
  }

  searchLogs(query: LogQuery): Promise<LogPage> {
    return this.#call('searchLogs', query);
  }

  /** Where an id leads. */
  find(id: string): Promise<FoundId | undefined> {
    return this.#call('find', id);
  }

  services(): Promise<string[]> {
    return this.#call('services');
  }

  status(): Promise<StoreStatus> {
    return this.#call('status');
  }
}
