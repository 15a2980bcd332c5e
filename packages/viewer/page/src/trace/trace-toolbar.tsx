/** Which view, the search inside the trace, and the ways from one error or match to the next. */

import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Ref } from 'preact';
import { remembered } from '../browser/remembered.ts';
import { Icon } from '../controls/icons.tsx';
import { counted } from '../text/counted.ts';
import { HopButton } from './hop-button.tsx';
import { SearchField } from './search-field.tsx';
import type { TraceState } from './trace-state.ts';
import type { Moments } from './use-moments.ts';

export type View = 'waterfall' | 'flame' | 'logs';

interface ToolbarProps {
  state: TraceState;
  view: Signal<View>;
  search: Ref<HTMLInputElement>;
  moments: ReadonlySignal<Moments>;
}

export function TraceToolbar({ state, view, search, moments }: ToolbarProps) {
  const { errors } = state.model.value;
  const { total, more } = moments.value;
  return (
    <div class="trace-tools" role="toolbar" aria-label="Trace">
      <fieldset class="segments" aria-label="View">
        <ViewButton view={view} name="waterfall" label="Waterfall" keys="w" />
        <ViewButton view={view} name="flame" label="Flame graph" keys="f" />
        <ViewButton
          view={view}
          name="logs"
          label={`Logs and events${total === undefined ? '' : ` ${total.toLocaleString('en')}${more ? '+' : ''}`}`}
          keys="l"
        />
      </fieldset>
      <SearchField state={state} field={search} />
      {errors.length > 0 && <Hops state={state} />}
      <span class="spread" />
      {view.value === 'waterfall' && (
        <>
          <button
            class="button quiet"
            type="button"
            aria-pressed={state.showPath.value}
            title="Show what the request waited for ( c )"
            onClick={() => {
              state.showPath.value = !state.showPath.value;
              remembered.set('critical-path', state.showPath.value ? 'on' : 'off');
            }}
          >
            <span class="path-sample" aria-hidden="true" />
            Critical path
          </button>
          <button
            class="button quiet"
            type="button"
            title="Open or close all ( * )"
            onClick={() => state.collapseFrom(state.collapsed.value.size > 0 ? Number.POSITIVE_INFINITY : 2)}
          >
            {state.collapsed.value.size > 0 ? 'Expand all' : 'Collapse all'}
          </button>
          <button
            class="button quiet"
            type="button"
            title="Whole trace ( 0 )"
            disabled={state.zoom.value === undefined}
            onClick={() => {
              state.zoom.value = undefined;
            }}
          >
            Reset zoom
          </button>
        </>
      )}
    </div>
  );
}

function ViewButton({
  view,
  name,
  label,
  keys,
}: {
  view: Signal<View>;
  name: View;
  label: string;
  keys: string;
}) {
  return (
    <button
      class="button"
      type="button"
      aria-pressed={view.value === name}
      title={`${label} ( ${keys} )`}
      onClick={() => {
        view.value = name;
      }}
    >
      {label}
    </button>
  );
}

function Hops({ state }: { state: TraceState }) {
  const { errors } = state.model.value;
  const at = errors.indexOf(state.selected.value);
  return (
    <fieldset class="hops" aria-label="Errors">
      <span class="error-text number">
        <Icon name="error" /> {at >= 0 ? `${at + 1} of ` : ''}
        {counted(errors.length, 'error')}
      </span>
      <HopButton label="Error before ( E )" icon="up" run={() => state.hopError(-1)} />
      <HopButton label="Next error ( e )" icon="down" run={() => state.hopError(1)} />
    </fieldset>
  );
}
