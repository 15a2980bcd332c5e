/**
 * Where a filter is typed. It takes effect while it is typed, once it makes sense; keys and values that are in the data are
 * offered below (a combobox: arrows, Enter or Tab to take one, Escape to close).
 */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { logFilter } from '../../../src/asking/waymark/filter/log-filter.ts';
import { spanFilter } from '../../../src/asking/waymark/filter/span-filter.ts';
import { FilterError } from '../../../src/asking/waymark/filter/terms.ts';
import { Icon } from '../shell/icons.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { completed, type Unfinished, unfinishedAt } from './completion.ts';
import './filter-box.css';
import { type FilterKind, type Suggestions, suggestions } from './suggestions.ts';

const APPLY_MS = 250;
const SUGGEST_MS = 80;
const NONE: Suggestions = { names: [], unfinished: false };

interface FilterBoxProps {
  kind: FilterKind;
  /** The filter that holds. */
  value: string;
  onValue: (value: string) => void;
  /** What the server had against it. */
  error?: string;
  /** The accessible name. */
  label: string;
  placeholder: string;
}

export function FilterBox({ kind, value, onValue, error, label, placeholder }: FilterBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const text = useSignal(value);
  const choices = useSignal<{ names: string[]; of: Unfinished } | undefined>(undefined);
  const chosen = useSignal(-1);
  const problem = useSignal('');
  const applying = useRef(0);
  const asking = useRef<AbortController | undefined>(undefined);

  useShortcuts([{ keys: '/', does: 'Filter', run: () => input.current?.focus() }]);
  // Somebody else changed it: a button, a link, Back.
  useEffect(() => {
    if (value.trim() !== text.peek().trim()) text.value = value;
    problem.value = '';
  }, [value]);
  useEffect(
    () => () => {
      clearTimeout(applying.current);
      asking.current?.abort();
    },
    [],
  );

  const close = () => {
    asking.current?.abort();
    choices.value = undefined;
    chosen.value = -1;
  };
  const suggest = async () => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    const caret = input.current!.selectionStart ?? text.value.length;
    const of = unfinishedAt(text.value, caret);
    await new Promise((resolve) => setTimeout(resolve, SUGGEST_MS));
    if (abort.signal.aborted || !of) return;
    const { names, unfinished } = await suggestions(kind, text.value, of, abort.signal).catch(() => NONE);
    if (abort.signal.aborted) return;
    // `service=sh` on the way to `service=shop` would find nothing.
    if (unfinished) clearTimeout(applying.current);
    choices.value = names.length > 0 ? { names, of } : undefined;
    chosen.value = -1;
  };
  /** `now`: the person is done; what makes no sense is said. */
  const apply = (now: boolean) => {
    clearTimeout(applying.current);
    const wrong = problemOf(kind, text.value);
    problem.value = now ? (wrong ?? '') : '';
    if (wrong !== undefined) return;
    const filter = text.value.trim();
    if (now) onValue(filter);
    else applying.current = window.setTimeout(() => onValue(filter), APPLY_MS);
  };
  const take = (name: string) => {
    const done = completed(text.value, choices.value!.of, name);
    text.value = done.text;
    input.current!.value = done.text;
    input.current!.setSelectionRange(done.caret, done.caret);
    apply(false);
    suggest();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const names = choices.value?.names ?? [];
    const at = chosen.value;
    if (event.key === 'ArrowDown' && names.length > 0) chosen.value = (at + 1) % names.length;
    else if (event.key === 'ArrowDown') suggest();
    else if (event.key === 'ArrowUp' && names.length > 0) chosen.value = at <= 0 ? names.length - 1 : at - 1;
    else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) take(names[at]!);
    else if (event.key === 'Enter') {
      close();
      apply(true);
      return;
    } else if (event.key === 'Escape') {
      if (choices.value) close();
      else input.current!.blur();
    } else return;
    event.preventDefault();
  };

  const names = choices.value?.names;
  const said = problem.value || error || '';
  return (
    <div class="filter-box">
      <Icon name="filter" />
      <input
        ref={input}
        class="field mono"
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={names !== undefined}
        aria-controls="filter-choices"
        aria-activedescendant={chosen.value >= 0 ? `filter-choice-${chosen.value}` : undefined}
        aria-invalid={said !== ''}
        aria-describedby="filter-problem"
        title="Filter ( / )"
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          apply(false);
          suggest();
        }}
        onFocus={suggest}
        onClick={suggest}
        onBlur={() => {
          close();
          if (text.value.trim() !== value.trim()) apply(true);
        }}
        onKeyDown={onKeyDown}
      />
      {text.value !== '' && (
        <button
          class="button quiet icon"
          type="button"
          aria-label="Clear the filter"
          onClick={() => {
            text.value = '';
            apply(true);
            input.current!.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <div
        id="filter-problem"
        class="filter-problem"
        role="alert"
        hidden={said === '' || names !== undefined}
      >
        {said}
      </div>
      <div class="filter-choices" hidden={!names}>
        <Choices names={names ?? []} of={choices.value?.of} chosen={chosen.value} take={take} />
      </div>
    </div>
  );
}

interface ChoicesProps {
  names: readonly string[];
  of: Unfinished | undefined;
  chosen: number;
  take: (name: string) => void;
}

function Choices({ names, of, chosen, take }: ChoicesProps) {
  return (
    <>
      <div id="filter-choices" class="filter-list" role="listbox" aria-label="Completions">
        {names.map((name, index) => (
          <div
            key={name}
            id={`filter-choice-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            class="mono value"
            onPointerDown={(event) => {
              event.preventDefault();
              take(name);
            }}
          >
            {name}
          </div>
        ))}
      </div>
      <p class="filter-hint soft" aria-hidden="true">
        {of?.key === undefined ? (
          <>
            <code>=</code> <code>!=</code> <code>~</code> contains <code>&lt;</code> <code>&gt;</code> numbers{' '}
            <code>key?</code> is there; a bare word is text
          </>
        ) : (
          <>
            Values of <code class="value">{of.key}</code>
          </>
        )}
      </p>
    </>
  );
}

/** Why the text is no filter; undefined when it is. */
function problemOf(kind: FilterKind, text: string): string | undefined {
  try {
    if (kind === 'traces') spanFilter(text);
    else logFilter(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return `${error.message} (at character ${error.position + 1})`;
  }
}
