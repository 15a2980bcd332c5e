/** Beside the spans: what is known of the one that is looked at, or of the trace as a whole. */

import { useSignal } from '@preact/signals';
import type { Ref } from 'preact';
import { remembered } from '../browser/remembered.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Icon } from '../controls/icons.tsx';
import { Operations } from './operations.tsx';
import { Overview } from './overview.tsx';
import { SpanDetails } from './span-details.tsx';
import { Splitter } from './splitter.tsx';
import type { TraceState } from './trace-state.ts';
import './side-panel.css';

interface SidePanelProps {
  state: TraceState;
  element: Ref<HTMLElement>;
}

const WIDTH = { least: 280, most: 900, first: 420 };

export function SidePanel({ state, element }: SidePanelProps) {
  const width = useSignal(Number(remembered.get('trace-panel')) || WIDTH.first);
  const tab = useSignal<'span' | 'trace' | 'closed'>(
    remembered.get('trace-tab') === 'closed' ? 'closed' : 'span',
  );
  const show = (name: 'span' | 'trace' | 'closed') => {
    tab.value = name;
    remembered.set('trace-tab', name);
  };
  useShortcuts([
    {
      keys: 'd',
      does: 'Details on or off',
      group: 'Trace',
      run: () => show(tab.peek() === 'closed' ? 'span' : 'closed'),
    },
    {
      keys: 'o',
      does: 'Overview, or the span',
      group: 'Trace',
      run: () => show(tab.peek() === 'trace' ? 'span' : 'trace'),
    },
  ]);
  if (tab.value === 'closed') {
    return (
      <aside class="panel-closed" aria-label="Details">
        <button
          class="button quiet icon"
          type="button"
          aria-label="Show details"
          title="Show details ( d )"
          onClick={() => show('span')}
        >
          <Icon name="panel" />
        </button>
      </aside>
    );
  }
  const isSpan = tab.value === 'span';
  return (
    <aside
      class="panel"
      ref={element}
      tabIndex={-1}
      aria-label="Details"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        document.querySelector<HTMLElement>('.trace-main [tabindex="0"]')?.focus();
      }}
      style={{ '--panel': `${width.value}px` } as Record<string, string>}
    >
      <Splitter
        label="Width of the details"
        fromRight
        value={width.value}
        least={WIDTH.least}
        most={WIDTH.most}
        onValue={(next) => {
          width.value = next;
          remembered.set('trace-panel', String(next));
        }}
        style={{ left: '0' }}
      />
      <fieldset class="panel-tabs" aria-label="Details of">
        <button type="button" aria-pressed={isSpan} onClick={() => show('span')}>
          Span
        </button>
        <button type="button" aria-pressed={!isSpan} onClick={() => show('trace')}>
          Overview
        </button>
        <span class="spread" />
        <button
          class="button quiet icon"
          type="button"
          aria-label="Hide details"
          title="Hide details ( d )"
          onClick={() => show('closed')}
        >
          <Icon name="close" />
        </button>
      </fieldset>
      <div class="panel-content">
        {isSpan && <SpanDetails state={state} />}
        {!isSpan && (
          <>
            <Overview state={state} />
            <Operations state={state} />
          </>
        )}
      </div>
    </aside>
  );
}
