/**
 * A list, newest first, as it is loaded: what is new when something arrives, further pages when somebody scrolls there. It
 * outlives the page that shows it, so that Back finds the list as it was.
 */

import { type Signal, signal } from '@preact/signals';
import { type AnswerError, toError } from '../api/answer-error.ts';
import { rangeParams, type TimeRange } from '../filter/time-range.ts';

export interface Page<Item> {
  items: readonly Item[];
  /** To be handed in as `before`; undefined at the end. */
  next?: string;
}

type Params = Record<string, string | undefined>;

export interface FeedKind<Item, Answer> {
  ask(params: Params, signal: AbortSignal): Promise<Answer>;
  pageOf(answer: Answer): Page<Item>;
  /** Parameters that ask for what is newer than what is known. None: for the first page again. */
  newer(known: Page<Item>): Params;
  withNewer(known: Page<Item>, newer: Page<Item>): Page<Item>;
  withOlder(known: Page<Item>, older: Page<Item>): Page<Item>;
  /** Counts what arrived: the list is brought up to date when it has changed. */
  arrived(): number | undefined;
  /** Between two questions for what is new. @default 1000 */
  everyMs?: number;
}

export interface Feed<Item> {
  readonly page: Signal<Page<Item> | undefined>;
  readonly failure: Signal<AnswerError | undefined>;
  readonly waiting: Signal<boolean>;
  readonly paused: Signal<boolean>;
  /** Something arrived that is not in the list: it is paused, or scrolled away from the top. */
  readonly behind: Signal<boolean>;
  /** Which of the items is active. By id: a new one in front leaves it where it is. */
  readonly activeId: Signal<string | undefined>;
  /** Where the list was scrolled to, and which connection to a viewer it is from. */
  readonly view: { scrollTop: number; connections: number };
  readonly arrived: () => number | undefined;
  /** Loads another list; the same one is only brought up to date. */
  show(where: string, range: TimeRange): Promise<void>;
  /** Brings the list up to date, at most once a second. */
  refresh(): Promise<void>;
  /** Forgets what is known and begins anew. */
  reload(): Promise<void>;
  /** Loads the next page, if there is one. */
  more(): Promise<void>;
}

const PAGE = 200;
/** Beyond it, a filter is the better way. */
const MOST = 5000;

export function createFeed<Item, Answer>(kind: FeedKind<Item, Answer>): Feed<Item> {
  const { everyMs = 1000 } = kind;
  const page = signal<Page<Item> | undefined>(undefined);
  const failure = signal<AnswerError | undefined>(undefined);
  const waiting = signal(false);
  const behind = signal(false);
  const view = { scrollTop: 0, connections: 0 };
  let asked: { where: string; range: TimeRange } | undefined;
  let abort = new AbortController();
  let refreshing = false;
  let wanted = false;
  let anew = false;
  let lastRefresh = 0;

  /** Undefined when it failed, or when another list is wanted by now. */
  const load = async (params: Params): Promise<Page<Item> | undefined> => {
    const { signal } = abort;
    const { where, range } = asked!;
    const all = { where, ...rangeParams(range, Date.now()), limit: String(PAGE), ...params };
    try {
      const answer = await kind.ask(all, signal);
      if (signal.aborted) return undefined;
      failure.value = undefined;
      return kind.pageOf(answer);
    } catch (error) {
      if (!signal.aborted) failure.value = toError(error);
      return undefined;
    }
  };
  const loadFirst = async () => {
    waiting.value = true;
    const first = await load({});
    if (!first) return;
    page.value = first;
    behind.value = false;
    waiting.value = false;
  };
  const loadNewer = async (known: Page<Item>) => {
    const newer = await load(kind.newer(known));
    if (!newer) return;
    page.value = bounded(kind.withNewer(page.peek() ?? known, newer));
    behind.value = false;
  };
  const show = async (where: string, range: TimeRange) => {
    const question = { where, range };
    if (page.peek() && JSON.stringify(asked) === JSON.stringify(question)) return refresh();
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    asked = question;
    view.scrollTop = 0;
    // What arrives meanwhile waits: it must not be merged into the list before this one.
    refreshing = true;
    wanted = false;
    lastRefresh = Date.now();
    await loadFirst();
    if (signal.aborted) return;
    waiting.value = false;
    refreshing = false;
    if (wanted) refresh();
  };
  const refresh = async () => {
    wanted = true;
    if (refreshing || !asked) return;
    refreshing = true;
    const { signal } = abort;
    // What arrives while an answer is on its way may not be in it.
    while (wanted) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, lastRefresh + everyMs - Date.now())));
      if (signal.aborted) return;
      wanted = false;
      lastRefresh = Date.now();
      const known = anew ? undefined : page.peek();
      anew = false;
      await (known ? loadNewer(known) : loadFirst());
      if (signal.aborted) return;
    }
    refreshing = false;
  };
  const reload = () => {
    anew = true;
    return refresh();
  };
  const more = async () => {
    const known = page.peek();
    if (!known?.next || waiting.peek() || known.items.length >= MOST) return;
    waiting.value = true;
    const older = await load({ before: known.next });
    if (older) page.value = kind.withOlder(page.peek() ?? known, older);
    waiting.value = false;
  };
  const { arrived } = kind;
  const paused = signal(false);
  const activeId = signal<string | undefined>(undefined);
  return { page, failure, waiting, paused, behind, activeId, view, arrived, show, refresh, reload, more };
}

/** A tail that runs all day. What is cut is not loaded again: a list of that size loads no further pages. */
function bounded<Item>({ items, next }: Page<Item>): Page<Item> {
  return { items: items.length > MOST ? items.slice(0, MOST) : items, next };
}
