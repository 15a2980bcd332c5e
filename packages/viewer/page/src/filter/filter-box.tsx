/**
 * Where a filter is typed. It takes effect while it is typed, once it makes sense; keys and values that are in the data are
 * offered below (a combobox: arrows, Enter or Tab to take one, Escape to close).
 */

import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Icon } from '../controls/icons.tsx';
import { CHOICES_ID, ChoiceList, choiceId } from './choice-list.tsx';
import { completed } from './completion.ts';
import './filter-box.css';
import { problemOf } from './problem.ts';
import type { FilterKind } from './suggestions.ts';
import { useCompletions } from './use-completions.ts';

const APPLY_MS = 250;

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
  const problem = useSignal('');
  const applying = useRef(0);
  const completions = useCompletions(kind);
  const choices = completions.choices.value;

  useShortcuts([{ keys: '/', does: 'Filter', run: () => input.current?.focus() }]);
  useEffect(() => () => clearTimeout(applying.current), []);
  // Somebody else changed it: a button, a link, Back.
  useLayoutEffect(() => {
    if (value.trim() !== text.peek().trim()) text.value = value;
    problem.value = '';
  }, [value]);

  /** The person is done: what makes no sense is said. */
  const apply = () => {
    clearTimeout(applying.current);
    problem.value = problemOf(kind, text.value) ?? '';
    if (problem.value === '' && text.value.trim() !== value.trim()) onValue(text.value.trim());
  };
  const applySoon = () => {
    clearTimeout(applying.current);
    problem.value = '';
    if (problemOf(kind, text.value) === undefined) applying.current = window.setTimeout(apply, APPLY_MS);
  };
  const suggest = async () => {
    const isBeginning = await completions.suggest(text.value, input.current!.selectionStart ?? 0);
    // `service=sh` on the way to `service=shop` would find nothing.
    if (isBeginning) clearTimeout(applying.current);
  };
  const take = (name: string) => {
    const done = completed(text.value, choices!.of, name);
    text.value = done.text;
    input.current!.value = done.text;
    input.current!.setSelectionRange(done.caret, done.caret);
    applySoon();
    suggest();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = choices?.names[choices.chosen];
    if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen);
    else if (event.key === 'ArrowDown') choices ? completions.choose(1) : suggest();
    else if (event.key === 'ArrowUp' && choices) completions.choose(-1);
    else if (event.key === 'Escape') choices ? completions.close() : input.current!.blur();
    else if (event.key === 'Enter') {
      completions.close();
      apply();
    } else return;
    event.preventDefault();
  };
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
        aria-expanded={choices !== undefined}
        aria-controls={CHOICES_ID}
        aria-activedescendant={choices && choices.chosen >= 0 ? choiceId(choices.chosen) : undefined}
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
          applySoon();
          suggest();
        }}
        onFocus={suggest}
        onClick={suggest}
        onBlur={() => {
          completions.close();
          apply();
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
            apply();
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
        hidden={said === '' || choices !== undefined}
      >
        {said}
      </div>
      {choices && <ChoiceList {...choices} take={take} />}
    </div>
  );
}
