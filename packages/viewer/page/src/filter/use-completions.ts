/** The completions below a filter: asked for while somebody types, chosen by arrows. */

import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Unfinished, unfinishedAt } from './completion.ts';
import { type FilterKind, type Suggestions, suggestions } from './suggestions.ts';

const SUGGEST_MS = 80;
const NONE: Suggestions = { names: [], unfinished: false };

export interface Choices {
  /** Not empty. */
  names: readonly string[];
  of: Unfinished;
  /** Index of the one that Enter takes, -1 for none. */
  chosen: number;
}

export interface Completions {
  choices: ReadonlySignal<Choices | undefined>;
  /**
   * Asks what could stand at the caret. Resolves to true when what stands there is only the beginning of something: `ht` of
   * `http.route`, `service=sh` of `service=shop`.
   */
  suggest(text: string, caret: number): Promise<boolean>;
  /** Chooses the next one (1) or the one before (-1), in a circle. */
  choose(step: 1 | -1): void;
  close(): void;
}

export function useCompletions(kind: FilterKind): Completions {
  const choices: Signal<Choices | undefined> = useSignal<Choices | undefined>(undefined);
  const asking = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => asking.current?.abort(), []);

  const suggest = async (text: string, caret: number) => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    const of = unfinishedAt(text, caret);
    await new Promise((resolve) => setTimeout(resolve, SUGGEST_MS));
    if (abort.signal.aborted) return false;
    const { names, unfinished } = of
      ? await suggestions(kind, text, of, abort.signal).catch(() => NONE)
      : NONE;
    if (abort.signal.aborted) return false;
    choices.value = of && names.length > 0 ? { names, of, chosen: -1 } : undefined;
    return unfinished;
  };
  const choose = (step: 1 | -1) => {
    const open = choices.peek();
    if (!open) return;
    const { names, chosen } = open;
    const from = chosen < 0 && step < 0 ? 0 : chosen;
    choices.value = { ...open, chosen: (from + step + names.length) % names.length };
  };
  const close = () => {
    asking.current?.abort();
    choices.value = undefined;
  };
  return { choices, suggest, choose, close };
}
