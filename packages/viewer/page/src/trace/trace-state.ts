/** What a trace page is looking at. Signals, so that each part is drawn again for what it shows alone. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { remembered } from '../browser/remembered.ts';
import type { SpanColumns } from './columns.ts';
import { hop, markedRows } from './hops.ts';
import { modelOf, type TraceModel } from './model.ts';
import { collapsedFrom, indexOfRow, revealed, visibleRows } from './visible-rows.ts';

/** A stretch of time in nanoseconds after the trace's start. */
export interface Range {
  from: number;
  to: number;
}

/** What a search has found. */
export interface Matches {
  text: string;
  /** From top to bottom. */
  rows: Uint32Array;
  set: ReadonlySet<number>;
}

export interface TraceState {
  model: ReadonlySignal<TraceModel>;
  correctClocks: Signal<boolean>;
  showPath: Signal<boolean>;
  collapsed: Signal<ReadonlySet<number>>;
  /** Rows from top to bottom, without those that are hidden. */
  rows: ReadonlySignal<Uint32Array>;
  /** The row that is looked at; -1 for none. */
  selected: Signal<number>;
  /** Undefined for all of it. */
  zoom: Signal<Range | undefined>;
  range: ReadonlySignal<Range>;
  matches: Signal<Matches | undefined>;
  /** Makes the row visible and looks at it. */
  select(row: number): void;
  /** Rises when the selected row is to be brought into sight. */
  reveal: Signal<number>;
  hopError(step: 1 | -1): number | undefined;
  hopMatch(step: 1 | -1): number | undefined;
  look(text: string, isMatch: ((row: number) => boolean) | undefined): void;
  toggle(row: number): void;
  collapseFrom(level: number): void;
  /** The same trace with more spans. */
  update(columns: SpanColumns): void;
}

export function traceState(columns: SpanColumns): TraceState {
  const sent = signal(columns);
  const correctClocks = signal(true);
  const model = computed(() => modelOf(sent.value, { correctClocks: correctClocks.value }));
  const collapsed = signal<ReadonlySet<number>>(new Set());
  const rows = computed(() => visibleRows(model.value.tree, collapsed.value));
  const selected = signal(-1);
  const zoom = signal<Range | undefined>(undefined);
  const range = computed(() => zoom.value ?? { from: 0, to: Math.max(1, model.value.trace.end) });
  const matches = signal<Matches | undefined>(undefined);
  const reveal = signal(0);
  const showPath = signal(remembered.get('critical-path') !== 'off');

  const select = (row: number) =>
    batch(() => {
      collapsed.value = revealed(model.peek().tree, collapsed.peek(), row);
      selected.value = row;
      reveal.value++;
    });
  const hopTo = (marked: Uint32Array | undefined, step: 1 | -1) => {
    const from = selected.peek();
    const row = marked && hop(model.peek().tree, marked, from < 0 ? undefined : from, step);
    if (row !== undefined) select(row);
    return row;
  };
  /** What is selected stays in sight: where it is hidden now, what hides it is selected. */
  const setCollapsed = (next: ReadonlySet<number>) =>
    batch(() => {
      collapsed.value = next;
      const row = selected.peek();
      if (row >= 0) selected.value = rows.value[indexOfRow(model.peek().tree, rows.value, row)]!;
    });
  return {
    model,
    correctClocks,
    showPath,
    collapsed,
    rows,
    selected,
    zoom,
    range,
    matches,
    select,
    reveal,
    hopError: (step) => hopTo(model.peek().errors, step),
    hopMatch: (step) => hopTo(matches.peek()?.rows, step),
    look(text, isMatch) {
      const found = isMatch && markedRows(model.peek().tree, isMatch);
      matches.value = found && { text, rows: found, set: new Set(found) };
    },
    toggle(row) {
      const next = new Set(collapsed.peek());
      if (!next.delete(row)) next.add(row);
      setCollapsed(next);
    },
    collapseFrom: (level) => setCollapsed(collapsedFrom(model.peek().tree, level)),
    update(next) {
      const before = sent.peek();
      const rowOf = new Map(next.spanId.map((id, row) => [id, row]));
      const moved = (row: number) => rowOf.get(before.spanId[row] ?? '') ?? -1;
      batch(() => {
        collapsed.value = new Set([...collapsed.peek()].map(moved).filter((row) => row >= 0));
        selected.value = moved(selected.peek());
        const found = matches.peek();
        if (found) {
          const rows = found.rows.map(moved);
          matches.value = { text: found.text, rows, set: new Set(rows) };
        }
        sent.value = next;
      });
    },
  };
}
