/** The spans as a tree with their times beside them: rows of one height, of which only those in sight are there. */

import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { remembered } from '../browser/remembered.ts';
import { HeadCell } from '../list/cells.tsx';
import { useMainList } from '../list/use-main-list.ts';
import { type RowAttributes, VirtualList, type VirtualListHandle } from '../list/virtual-list.tsx';
import { durationText } from '../text/durations.ts';
import { STATUS_ERROR } from './columns.ts';
import { momentsByRow } from './moments.ts';
import { SpanCells, type SpanRowView } from './span-cells.tsx';
import { Splitter } from './splitter.tsx';
import { ticksOf } from './ticks.ts';
import type { TraceState } from './trace-state.ts';
import { treeKey } from './tree-key.ts';
import type { Moments } from './use-moments.ts';
import { useTimeDrag } from './use-time-drag.ts';
import { indexOfRow } from './visible-rows.ts';
import './waterfall.css';

const ROW_HEIGHT = 24;
/** Pixels that a tick's words need. */
const TICK_WIDTH = 70;
const NAMES = { least: 180, most: 900, first: 420 };

interface WaterfallProps {
  state: TraceState;
  moments: ReadonlySignal<Moments>;
  openPanel: () => void;
}

export function Waterfall({ state, moments, openPanel }: WaterfallProps) {
  const list = useRef<VirtualListHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const timeWidth = useSignal(0);
  const names = useSignal(Number(remembered.get('trace-names')) || NAMES.first);
  const model = state.model.value;
  const rows = state.rows.value;
  const range = state.range.value;
  const collapsed = state.collapsed.value;
  const matches = state.matches.value;
  const showPath = state.showPath.value;
  const { trace, tree } = model;

  const { list: lines } = moments.value;
  const momentsOfRows = useMemo(() => momentsByRow(lines, trace), [lines, trace]);
  const view: SpanRowView = useMemo(
    () => ({
      model,
      range,
      collapsed,
      matches,
      showPath,
      nameWidth: names.value,
      toggle: state.toggle,
      moments: momentsOfRows,
    }),
    [model, range, collapsed, matches, showPath, names.value, momentsOfRows],
  );
  const row = useCallback((index: number) => <SpanCells view={view} row={rows[index]!} />, [view, rows]);
  const attributes = useCallback(
    (index: number): RowAttributes => {
      const at = rows[index]!;
      const found = matches === undefined ? '' : matches.set.has(at) ? 'match' : 'no-match';
      return {
        class: `span-row ${found} ${trace.status[at] === STATUS_ERROR ? 'failed' : ''}`,
        'aria-level': tree.level[at]!,
        ...(tree.firstChild[at]! >= 0 ? { 'aria-expanded': !collapsed.has(at) } : {}),
      };
    },
    [rows, model, collapsed, matches],
  );
  const selected = state.selected.value;
  const active = selected < 0 ? -1 : indexOfRow(tree, rows, selected);
  useLayoutEffect(() => {
    list.current!.focus();
    const axis = box.current!.querySelector('.span-axis')!;
    const observer = new ResizeObserver(() => {
      timeWidth.value = axis.clientWidth;
    });
    observer.observe(axis);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (active >= 0) list.current?.reveal(active);
  }, [state.reveal.value]);

  useMainList(list, false);

  const ticks = ticksOf(range.from, range.to, Math.max(1, Math.floor(timeWidth.value / TICK_WIDTH)));
  const percent = (at: number) => ((at - range.from) / (range.to - range.from)) * 100;
  const grid = ticks.map(
    ({ at }) => `linear-gradient(var(--line), var(--line)) ${percent(at)}% 0 / 1px 100% no-repeat`,
  );
  const { dragged, press, wheel } = useTimeDrag(state, box);
  return (
    <div
      ref={box}
      class="waterfall"
      onPointerDown={press}
      onWheel={wheel}
      style={
        { '--names': `min(${names.value}px, 50%)`, '--grid': grid.join(', ') || 'none' } as Record<
          string,
          string
        >
      }
    >
      <VirtualList
        id="spans"
        role="treegrid"
        label="Spans"
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        columns="span-columns"
        head={
          <>
            <HeadCell class="span-head">Service and span</HeadCell>
            <HeadCell class="number">Duration</HeadCell>
            <HeadCell class="span-axis">
              <span class="unseen">Time</span>
              {ticks.map(({ at, label }) => (
                <span key={at} aria-hidden="true" style={{ left: `${percent(at)}%` }}>
                  {label}
                </span>
              ))}
            </HeadCell>
          </>
        }
        row={row}
        rowAttributes={attributes}
        active={active}
        onActive={(index) => {
          state.selected.value = rows[index]!;
        }}
        onOpen={(_, event) => event instanceof KeyboardEvent && openPanel()}
        onKey={(event) => treeKey(state, event, selected)}
        handle={list}
      />
      <Splitter
        label="Width of the names"
        value={names.value}
        least={NAMES.least}
        most={NAMES.most}
        onValue={(width) => {
          names.value = width;
          remembered.set('trace-names', String(width));
        }}
        style={{ left: 'var(--names)' }}
      />
      {dragged && (
        <div class="waterfall-drag">
          <div
            style={{
              left: `${percent(dragged.from)}%`,
              width: `${percent(dragged.to) - percent(dragged.from)}%`,
            }}
          >
            {durationText(dragged.to - dragged.from)}
          </div>
        </div>
      )}
    </div>
  );
}
