/** The completions as a list below their field, which keeps the focus and the keys. */

import type { Choices } from './use-completions.ts';

interface ChoiceListProps extends Choices {
  take: (name: string) => void;
}

export const CHOICES_ID = 'filter-choices';
export const choiceId = (index: number): string => `filter-choice-${index}`;

export function ChoiceList({ names, of, chosen, take }: ChoiceListProps) {
  return (
    <div class="filter-choices">
      <div id={CHOICES_ID} class="filter-list" role="listbox" aria-label="Completions">
        {names.map((name, index) => (
          <div
            key={name}
            id={choiceId(index)}
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
        {of.key === undefined ? <KeyHint prefix={of.prefix} /> : <ValueHint name={of.key} />}
      </p>
    </div>
  );
}

function KeyHint({ prefix }: { prefix: string }) {
  return (
    <>
      <code>=</code> <code>!=</code> <code>~</code> contains <code>&lt;</code> <code>&gt;</code> numbers{' '}
      <code>key?</code> is there
      {prefix !== '' && (
        <>
          {' · '}
          <kbd>Enter</kbd> looks for the text <code class="value">{prefix}</code>
        </>
      )}
    </>
  );
}

const ValueHint = ({ name }: { name: string }) => (
  <>
    Values of <code class="value">{name}</code>
  </>
);
