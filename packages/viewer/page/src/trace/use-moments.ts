/** Log records and events of the whole trace, asked for once it is painted. */

import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EventsJson, LogJson, LogListJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { interleaved, type Moment } from './moments.ts';
import type { TraceState } from './trace-state.ts';

export interface Moments {
  list: readonly Moment[];
  /** Undefined before the answer. */
  total?: number;
  /** There are more than were asked for. */
  more: boolean;
  error?: AnswerError;
}

/** The viewer's largest page of logs, and how many of them a trace gets. */
const PAGE = 1000;
const MOST_LOGS = 5000;
/** Spans of a trace whose events are asked for before anybody wants them: of more, it takes the viewer seconds. */
const UNASKED = 10_000;

export function useMoments(state: TraceState, isWanted: boolean): ReadonlySignal<Moments> {
  const moments = useSignal<Moments>({ list: [], more: false });
  // A trace that has grown has more to tell.
  const size = useComputed(() => state.model.value.trace.size).value;
  const isAsked = isWanted || size <= UNASKED;
  useEffect(() => {
    if (!isAsked) return;
    const abort = new AbortController();
    const { traceId } = state.model.peek().trace;
    load(traceId, abort.signal).then(
      (loaded) => {
        moments.value = loaded;
      },
      (error) => {
        if (!abort.signal.aborted) moments.value = { ...moments.peek(), error: toError(error) };
      },
    );
    return () => abort.abort();
  }, [state, size, isAsked]);
  return moments;
}

async function load(traceId: string, signal: AbortSignal): Promise<Moments> {
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const path = `traces/${encodeURIComponent(traceId)}/events`;
  const [logs, { events, more }] = await Promise.all([
    logsOf(traceId, signal),
    ask<EventsJson>(path, {}, signal),
  ]);
  const list = interleaved(logs.list, events);
  return { list, total: list.length, more: more || logs.more };
}

async function logsOf(trace: string, signal: AbortSignal): Promise<{ list: LogJson[]; more: boolean }> {
  const list: LogJson[] = [];
  let before: string | undefined;
  do {
    const page = await ask<LogListJson>('logs', { trace, limit: String(PAGE), before }, signal);
    list.push(...page.logs);
    before = page.next;
  } while (before !== undefined && list.length < MOST_LOGS);
  // Newest first; records of one moment in the order of their arrival.
  return { list: list.reverse(), more: before !== undefined };
}
