/** The parts of a trace's page and what they share: keys, and an address that says what is looked at. */

import { effect, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { go, hrefWith, place } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { announce } from '../controls/announcer.tsx';
import { Blank } from '../controls/blank.tsx';
import { copyText } from '../controls/copy.tsx';
import { FlameGraph } from './flame-graph.tsx';
import { Minimap } from './minimap.tsx';
import { titleRow } from './model.ts';
import { SidePanel } from './side-panel.tsx';
import { TraceHead } from './trace-head.tsx';
import { TraceLogs } from './trace-logs.tsx';
import type { TraceState } from './trace-state.ts';
import { TraceToolbar, type View } from './trace-toolbar.tsx';
import { TraceWarnings } from './trace-warnings.tsx';
import { useMoments } from './use-moments.ts';
import { Waterfall } from './waterfall.tsx';
import { moveZoom, scaleZoom, zoomToRow } from './zoom.ts';

const VIEWS: readonly View[] = ['waterfall', 'flame', 'logs'];

export function TraceView({ state }: { state: TraceState }) {
  const isEmpty = state.model.value.trace.size === 0;
  const wanted = VIEWS.find((name) => name === place.peek().params.get('view'));
  const view = useSignal<View>(wanted ?? (isEmpty ? 'logs' : 'waterfall'));
  const search = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  const moments = useMoments(state, view.value === 'logs');
  useEffect(() => followAddress(state, view), [state]);
  useTraceKeys(state, view, search);
  return (
    <div class="trace">
      <TraceHead state={state} />
      <TraceWarnings state={state} />
      <TraceToolbar state={state} view={view} search={search} moments={moments} />
      <div class="trace-body">
        <div class="trace-main">
          {view.value === 'waterfall' && isEmpty && (
            <Blank title="No spans of this trace have arrived">
              <p>Only log records have its id.</p>
            </Blank>
          )}
          {view.value === 'waterfall' && !isEmpty && (
            <>
              <Minimap state={state} />
              <Waterfall state={state} moments={moments} openPanel={() => panel.current?.focus()} />
            </>
          )}
          {view.value === 'flame' && <FlameGraph state={state} show={(row) => showSpan(state, view, row)} />}
          {view.value === 'logs' && (
            <TraceLogs state={state} moments={moments} show={(row) => showSpan(state, view, row)} />
          )}
        </div>
        <SidePanel state={state} element={panel} />
      </div>
    </div>
  );
}

function showSpan(state: TraceState, view: Signal<View>, row: number): void {
  view.value = 'waterfall';
  state.select(row);
}

const ADDRESS_MS = 250;

/** The address follows what is looked at, and the other way round. Browsers count changes of it: not one for each key. */
function followAddress(state: TraceState, view: Signal<View>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fromAddress = effect(() => {
    const { params } = place.value;
    const { trace } = state.model.peek();
    const row = trace.spanId.indexOf(params.get('span') ?? '');
    if (row >= 0 && row !== state.selected.peek()) state.select(row);
    const [from = Number.NaN, to = Number.NaN] = (params.get('zoom') ?? '').split('-').map(Number);
    if (to > from && state.zoom.peek()?.from !== from) state.zoom.value = { from, to };
  });
  if (state.selected.peek() < 0) state.selected.value = titleRow(state.model.peek());
  const toAddress = effect(() => {
    const { trace } = state.model.value;
    const zoom = state.zoom.value;
    const changes = {
      span: trace.spanId[state.selected.value],
      at: String(trace.startUnixNano),
      zoom: zoom && `${Math.round(zoom.from)}-${Math.round(zoom.to)}`,
      view: view.value === 'waterfall' ? undefined : view.value,
      find: state.matches.value?.text,
    };
    clearTimeout(timer);
    timer = setTimeout(() => go(hrefWith(changes), { replace: true }), ADDRESS_MS);
  });
  return () => {
    fromAddress();
    toAddress();
    clearTimeout(timer);
  };
}

function useTraceKeys(
  state: TraceState,
  view: Signal<View>,
  search: { readonly current: HTMLInputElement | null },
): void {
  const { collapsed, showPath } = state;
  const group = 'Trace';
  const hop = (which: 'hopError' | 'hopMatch', step: 1 | -1, name: string) => () => {
    const row = state[which](step);
    const { trace } = state.model.peek();
    announce(
      row === undefined
        ? `No ${name}`
        : `${trace.services[trace.service[row]!]} ${trace.names[trace.name[row]!]}`,
    );
    if (row !== undefined && view.peek() === 'logs') view.value = 'waterfall';
  };
  const to = (name: View) => () => {
    view.value = name;
  };
  useShortcuts([
    { keys: 'e', does: 'Next error', group, run: hop('hopError', 1, 'errors') },
    { keys: 'E', does: 'Error before', group, run: hop('hopError', -1, 'errors') },
    { keys: '/', does: 'Search in the trace', group, run: () => search.current?.select() },
    { keys: 'n', does: 'Next match', group, run: hop('hopMatch', 1, 'matches') },
    { keys: 'N', does: 'Match before', group, run: hop('hopMatch', -1, 'matches') },
    {
      keys: 'c',
      does: 'Critical path on or off',
      group,
      run: () => {
        showPath.value = !showPath.peek();
      },
    },
    { keys: 'z', does: 'Zoom to the span', group, run: () => zoomToRow(state, state.selected.peek()) },
    {
      keys: '0',
      does: 'Whole trace',
      group,
      run: () => {
        state.zoom.value = undefined;
      },
    },
    { keys: '+', does: 'Zoom in', group, run: () => scaleZoom(state, 0.5) },
    { keys: '-', does: 'Zoom out', group, run: () => scaleZoom(state, 2) },
    { keys: '[', does: 'Earlier', group, run: () => moveZoom(state, -0.25) },
    { keys: ']', does: 'Later', group, run: () => moveZoom(state, 0.25) },
    {
      keys: '*',
      does: 'Open or close all',
      group,
      run: () =>
        collapsed.peek().size > 0 ? state.collapseFrom(Number.POSITIVE_INFINITY) : state.collapseFrom(2),
    },
    {
      keys: 'y',
      does: 'Copy the span id',
      group,
      run: async () => {
        const id = state.model.peek().trace.spanId[state.selected.peek()];
        if (id === undefined) return;
        await copyText(id);
        announce('Copied span id');
      },
    },
    { keys: 'w', does: 'Waterfall', group, run: to('waterfall') },
    { keys: 'f', does: 'Flame graph', group, run: to('flame') },
    { keys: 'l', does: 'Logs and events', group, run: to('logs') },
  ]);
}
