/**
 * The list of traces as it is loaded: its first page again when something arrives, further pages when somebody scrolls there.
 * It outlives its page, so that Back from a trace finds the list as it was.
 */

import { signal } from '@preact/signals';
import type { TraceListJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { rangeParams, type TimeRange } from '../filter/time-range.ts';
import { withNewest, withOlder } from './merge.ts';

const PAGE = 200;
/** Beyond it, a filter is the better way. */
const MOST = 5000;
/** Between two questions for the first page while spans keep coming. */
const PAUSE_MS = 1000;

export const list = signal<TraceListJson | undefined>(undefined);
export const failure = signal<AnswerError | undefined>(undefined);
export const waiting = signal(false);
/** Something arrived that is not in the list: it is paused, or scrolled away from the top. */
export const behind = signal(false);
/** Where the list was scrolled to, and the trace that is active. */
export const view = { scrollTop: 0, traceId: undefined as string | undefined };

let asked: { where: string; range: TimeRange } | undefined;
let abort = new AbortController();
let refreshing = false;
let lastRefresh = 0;

/** Loads another list; the same one is only brought up to date. */
export async function show(where: string, range: TimeRange): Promise<void> {
  const same = asked !== undefined && JSON.stringify(asked) === JSON.stringify({ where, range });
  if (same && list.peek()) return refresh();
  abort.abort();
  abort = new AbortController();
  asked = { where, range };
  refreshing = false;
  view.scrollTop = 0;
  waiting.value = true;
  await load({}, (answer) => answer);
}

/** Brings the first page up to date, soon: at most once a second. */
export async function refresh(): Promise<void> {
  if (refreshing) return;
  refreshing = true;
  const { signal } = abort;
  await new Promise((resolve) => setTimeout(resolve, lastRefresh + PAUSE_MS - Date.now()));
  if (signal.aborted) return;
  lastRefresh = Date.now();
  await load({}, (answer) => (list.peek() ? withNewest(list.peek()!, answer) : answer));
  refreshing = false;
}

/** Loads the next page, if there is one. */
export async function more(): Promise<void> {
  const known = list.peek();
  if (!known?.next || waiting.peek() || known.traces.length >= MOST) return;
  waiting.value = true;
  await load({ before: known.next }, (answer) => withOlder(list.peek() ?? known, answer));
}

async function load(
  page: { before?: string },
  merge: (answer: TraceListJson) => TraceListJson,
): Promise<void> {
  const { signal } = abort;
  const { where, range } = asked!;
  const params = { where, ...rangeParams(range, Date.now()), limit: String(PAGE), ...page };
  try {
    const answer = await ask<TraceListJson>('traces', params, signal);
    if (signal.aborted) return;
    list.value = merge(answer);
    failure.value = undefined;
    if (!page.before) behind.value = false;
  } catch (error) {
    if (signal.aborted) return;
    failure.value = toError(error);
  }
  waiting.value = false;
}
