/** Traces whose request still runs, in the list and by their id. */

import { compare } from '../../store/compare.ts';
import { spanHolds, startOf } from '../../store/matching/span-condition.ts';
import { isWithin } from '../../store/matching/time-range.ts';
import type { TraceQuery } from '../../store/queries.ts';
import { spanRequestIds } from '../../store/request-id.ts';
import type { FoundId, StoredSpan, TraceSummary } from '../../store/telemetry-store.ts';
import { summaryOf } from '../../store/trace-summary.ts';
import type { Answering } from './asked.ts';
import { runningSpans } from './pending-columns.ts';

export type ListedTrace = TraceSummary & { pending?: boolean };

/**
 * The first page of a list, with what still runs among it: traces that are there in part, and such of which nothing ended. It
 * may become longer than asked, for the next page begins where this one ended without them.
 */
export async function withPending(
  answering: Answering,
  query: TraceQuery,
  page: readonly TraceSummary[],
): Promise<ListedTrace[]> {
  const running = await runningByTrace(answering);
  if (running.size === 0) return [...page];
  const listed = page.map((trace) => marked(trace, running.get(trace.traceId)));
  const ids = new Set(page.map(({ traceId }) => traceId));
  const others = [...running].filter(([traceId, spans]) => !ids.has(traceId) && isWanted(spans, query));
  const known = await Promise.all(others.map(([traceId]) => answering.store.summaryOf(traceId)));
  const more = others.map(([, spans], at) => marked(known[at] ?? summaryOf(spans), spans));
  return [...listed, ...more].sort((one, other) => compare(other.startUnixNano, one.startUnixNano));
}

/** A trace of which nothing is in the store yet. */
export function foundPending({ pending }: Answering, text: string): FoundId | undefined {
  const id = text.trim().toLowerCase();
  for (const traceId of pending?.traceIds() ?? []) {
    const spans = pending?.spansOf(traceId) ?? [];
    const timeUnixNano = spans[0] && startOf(spans[0]);
    if (timeUnixNano === undefined) continue;
    if (traceId === id.replaceAll('-', '')) return { kind: 'trace', traceId, timeUnixNano };
    if (spans.some(({ span }) => span.spanId === id))
      return { kind: 'span', traceId, spanId: id, timeUnixNano };
    if (spans.some(({ span }) => spanRequestIds(span).all.includes(text.trim()))) {
      return { kind: 'request', traceId, timeUnixNano };
    }
  }
  return undefined;
}

/** Each trace's spans that have not ended, by start. */
async function runningByTrace({ store, pending }: Answering): Promise<Map<string, StoredSpan[]>> {
  const running = new Map<string, StoredSpan[]>();
  if (pending === undefined) return running;
  for (const traceId of [...pending.traceIds()]) {
    const spans = runningSpans(pending.spansOf(traceId), await store.columnsOf(traceId));
    if (spans.length > 0) running.set(traceId, spans);
  }
  return running;
}

/** The root is the one that names a trace, so a trace is pending while that runs; and its name is known at last. */
function marked(trace: TraceSummary, running: readonly StoredSpan[] = []): ListedTrace {
  const root = running.find(({ span }) => span.parentSpanId === '');
  if (root === undefined) return running.length > 0 && !trace.hasRoot ? { ...trace, pending: true } : trace;
  const startUnixNano = [startOf(root), trace.startUnixNano].sort(compare)[0]!;
  const names = { rootService: root.service, rootName: root.span.name, hasRoot: true };
  return { ...trace, ...names, startUnixNano, pending: true };
}

function isWanted(spans: readonly StoredSpan[], query: TraceQuery): boolean {
  return spans.some((each) => isWithin(startOf(each), query) && spanHolds(each, query));
}
