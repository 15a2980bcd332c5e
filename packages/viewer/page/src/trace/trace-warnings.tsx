/** What is wrong with the trace itself: times that cannot be, spans that are missing. */

import type { ComponentChildren } from 'preact';
import { Icon } from '../controls/icons.tsx';
import { counted } from '../text/counted.ts';
import { durationText } from '../text/durations.ts';
import type { TraceState } from './trace-state.ts';

export function TraceWarnings({ state }: { state: TraceState }) {
  const { trace, tree, skew } = state.model.value;
  const show = (rows: readonly number[]) => (
    <button class="button quiet" type="button" onClick={() => state.select(rows[0]!)}>
      Show
    </button>
  );
  if (!skew && tree.orphans.length + tree.cut.length + trace.warnings.length === 0) return null;
  return (
    <section class="trace-warnings" aria-label="Warnings">
      {skew && (
        <Warning>
          <span>
            Clocks differ: {counted(skew.spans, 'span')} of{' '}
            <span class="value">{skew.services.map((service) => trace.services[service]).join(', ')}</span>{' '}
            {state.correctClocks.value ? 'moved' : 'to be moved'} by up to {durationText(skew.largest)}, so
            that no span starts before its cause.
          </span>
          <button
            class="button quiet"
            type="button"
            onClick={() => {
              state.correctClocks.value = !state.correctClocks.value;
            }}
          >
            {state.correctClocks.value ? 'Show as sent' : 'Correct'}
          </button>
        </Warning>
      )}
      {tree.orphans.length > 0 && (
        <Warning>
          <span>
            {counted(tree.orphans.length, 'span')} without {tree.orphans.length === 1 ? 'its' : 'their'}{' '}
            parent, which has not arrived. {tree.orphans.length === 1 ? 'It stands' : 'They stand'} at the top
            level.
          </span>
          {show(tree.orphans)}
        </Warning>
      )}
      {tree.cut.length > 0 && (
        <Warning>
          <span>
            {counted(tree.cut.length, 'circle')} of spans that are their own ancestors, shown under the
            earliest.
          </span>
          {show(tree.cut)}
        </Warning>
      )}
      {trace.warnings.map((text) => (
        <Warning key={text}>
          <span class="value">{text}</span>
        </Warning>
      ))}
    </section>
  );
}

function Warning({ children }: { children: ComponentChildren }) {
  return (
    <div class="trace-warning">
      <Icon name="warning" />
      {children}
    </div>
  );
}
