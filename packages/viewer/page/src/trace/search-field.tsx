/**
 * Search inside the trace. Words are found here, at once, in names and services; terms of the filter language, such as
 * `http.response.status_code>=500`, need attributes, which only the viewer has.
 */

import { useSignal } from '@preact/signals';
import type { Ref } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MatchesJson } from '../../../src/asking/waymark/shapes.ts';
import { ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { place } from '../browser/router.ts';
import { announce } from '../controls/announcer.tsx';
import { Icon } from '../controls/icons.tsx';
import { counted } from '../text/counted.ts';
import { HopButton } from './hop-button.tsx';
import { textMatches } from './text-matches.ts';
import type { TraceState } from './trace-state.ts';

const PAUSE_MS = 150;

export function SearchField({ state, field }: { state: TraceState; field: Ref<HTMLInputElement> }) {
  const text = useSignal(place.peek().params.get('find') ?? '');
  const problem = useSignal<string | undefined>(undefined);
  const running = useRef<AbortController | undefined>(undefined);

  const look = async (wanted: string) => {
    running.current?.abort();
    problem.value = undefined;
    const words = wanted.trim();
    if (words === '') return state.look('', undefined);
    const { trace } = state.model.peek();
    if (!isFilter(words)) return state.look(words, textMatches(trace, words));
    const abort = new AbortController();
    running.current = abort;
    try {
      const path = `traces/${encodeURIComponent(trace.traceId)}/matches`;
      const { spanIds } = await ask<MatchesJson>(path, { where: words }, abort.signal);
      const found = new Set(spanIds);
      if (!abort.signal.aborted) state.look(words, (row) => found.has(trace.spanId[row]!));
    } catch (error) {
      if (!abort.signal.aborted) problem.value = toError(error).message;
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => look(text.value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text.value]);

  const matches = state.matches.value;
  const at = matches?.rows.indexOf(state.selected.value) ?? -1;
  const keys = async (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      if (state.matches.peek()?.text !== text.peek().trim()) await look(text.peek());
      state.hopMatch(event.shiftKey ? -1 : 1);
      announce(matchText(state));
    } else if (event.key === 'Escape') {
      text.value = '';
      (event.target as HTMLElement).blur();
    }
  };
  return (
    <search class="trace-search">
      <Icon name="search" />
      <input
        ref={field}
        class="field"
        type="text"
        aria-label="Search in this trace"
        aria-invalid={problem.value !== undefined}
        aria-describedby="trace-search-state"
        placeholder="Name, service, span id, or key=value ( / )"
        title={
          'Words in names and services; or terms: status=error  http.route=/pay  duration>100ms  db.statement~cart'
        }
        spellcheck={false}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={keys}
      />
      {matches && (
        <>
          <span class="number soft">
            {at >= 0 ? `${at + 1} of ` : ''}
            {matches.rows.length.toLocaleString('en')}
          </span>
          <HopButton label="Match before ( N )" icon="up" run={() => state.hopMatch(-1)} />
          <HopButton label="Next match ( n )" icon="down" run={() => state.hopMatch(1)} />
        </>
      )}
      <span id="trace-search-state" class={problem.value ? 'trace-search-problem value' : 'unseen'}>
        {problem.value ?? matchText(state)}
      </span>
    </search>
  );
}

function matchText(state: TraceState): string {
  const matches = state.matches.value;
  return matches ? counted(matches.rows.length, 'match', 'matches') : '';
}

/** Anything that compares. */
const isFilter = (text: string) => /[=~<>!?"]/.test(text);
