/** Traces of a stretch of time, newest first, as Zipkin shows them. */

import type { SpanCondition, TraceQuery } from '../../store/queries.ts';
import type { TelemetryStore, TraceSummary } from '../../store/telemetry-store.ts';
import type { Turns } from '../../store/turns.ts';
import { type ShownSpan, shownSpan } from './shown-span.ts';

/** The store's own limit. */
const PAGE = 100;

/**
 * Each trace once that has a span for which one of the conditions holds; `skip` says of which ones the spans need not be read.
 *
 * @param conditions what no trace is without that is looked for
 */
export async function* shownTraces(
  store: TelemetryStore,
  conditions: readonly SpanCondition[],
  range: { fromUnixNano: bigint; toUnixNano: bigint },
  turns: Turns,
  skip: (summary: TraceSummary) => boolean = () => false,
): AsyncGenerator<ShownSpan[]> {
  const lists = conditions.map(
    (condition) => new SummaryList(store, { ...condition, ...range, limit: PAGE }),
  );
  let last: string | undefined;
  for (;;) {
    const newest = await newestOf(lists);
    if (newest === undefined) return;
    const summary = newest.take();
    if (summary.traceId === last || skip(summary)) continue;
    last = summary.traceId;
    yield await shownTrace(store, summary.traceId, turns);
  }
}

export async function shownTrace(store: TelemetryStore, traceId: string, turns: Turns): Promise<ShownSpan[]> {
  return turns.map(await store.spansOf(traceId), shownSpan);
}

/** Of the lists, all of which are newest first, the one whose next is the newest. */
async function newestOf(lists: readonly SummaryList[]): Promise<SummaryList | undefined> {
  let newest: SummaryList | undefined;
  for (const list of lists) {
    const next = await list.next();
    const best = newest?.peek();
    if (next !== undefined && (best === undefined || isBefore(next, best))) newest = list;
  }
  return newest;
}

/** Those that started at once by id, so that one trace of several lists comes up in a row. */
function isBefore(one: TraceSummary, other: TraceSummary): boolean {
  if (one.startUnixNano !== other.startUnixNano) return one.startUnixNano > other.startUnixNano;
  return one.traceId < other.traceId;
}

/** What one question of the store finds, page after page. */
class SummaryList {
  readonly #store: TelemetryStore;
  readonly #query: TraceQuery;
  #page: TraceSummary[] = [];
  #before: string | undefined;
  #isLast = false;

  constructor(store: TelemetryStore, query: TraceQuery) {
    this.#store = store;
    this.#query = query;
  }

  async next(): Promise<TraceSummary | undefined> {
    if (this.#page.length === 0 && !this.#isLast) {
      const before = this.#before === undefined ? {} : { before: this.#before };
      const { traces, next } = await this.#store.searchTraces({ ...this.#query, ...before });
      this.#page = traces;
      this.#before = next;
      this.#isLast = next === undefined;
    }
    return this.peek();
  }

  peek(): TraceSummary | undefined {
    return this.#page[0];
  }

  take(): TraceSummary {
    return this.#page.shift()!;
  }
}
