/** Traces of a stretch of time, newest first, as Zipkin shows them. */

import type { SpanCondition, TraceQuery } from '../../store/queries.ts';
import type { TelemetryStore, TraceSummary } from '../../store/telemetry-store.ts';
import type { Turns } from '../../store/turns.ts';
import { type ShownSpan, shownSpan } from './shown-span.ts';

/** Few searches need more; the store gives up to a thousand. */
const PAGE = 100;

/** Where traces come from that may be wanted. */
export interface TraceSource {
  condition: SpanCondition;
  /** How many of the newest are enough. @default all */
  most?: number;
}

/** Of one answer: to read all of a million spans would take minutes. */
const MOST_TRACES = 5_000;
const MOST_MILLIS = 5_000;

/**
 * Each trace once, until there are no more or it has taken too long: then the oldest are missing.
 *
 * @param skip says of which traces the spans need not be read
 */
export async function* shownTraces(
  store: TelemetryStore,
  sources: readonly TraceSource[],
  range: { fromUnixNano: bigint; toUnixNano: bigint },
  turns: Turns,
  skip: (summary: TraceSummary) => boolean = () => false,
): AsyncGenerator<ShownSpan[]> {
  const lists = sources.map(({ condition, most }) => {
    return new SummaryList(store, { ...condition, ...range, limit: PAGE }, most);
  });
  const until = performance.now() + MOST_MILLIS;
  let last: string | undefined;
  for (let read = 0; read < MOST_TRACES && performance.now() < until; ) {
    const newest = await newestOf(lists);
    if (newest === undefined) return;
    const summary = newest.take();
    if (summary.traceId === last || skip(summary)) continue;
    last = summary.traceId;
    yield await shownTrace(store, summary.traceId, turns);
    read++;
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
  #left: number;

  constructor(store: TelemetryStore, query: TraceQuery, most = Number.POSITIVE_INFINITY) {
    this.#store = store;
    this.#query = query;
    this.#left = most;
  }

  async next(): Promise<TraceSummary | undefined> {
    if (this.#page.length === 0 && !this.#isLast && this.#left > 0) {
      const before = this.#before === undefined ? {} : { before: this.#before };
      const { traces, next } = await this.#store.searchTraces({ ...this.#query, ...before });
      this.#page = traces;
      this.#before = next;
      this.#isLast = next === undefined;
    }
    return this.peek();
  }

  peek(): TraceSummary | undefined {
    return this.#left > 0 ? this.#page[0] : undefined;
  }

  take(): TraceSummary {
    this.#left--;
    return this.#page.shift()!;
  }
}
