/** One row of the waterfall. */

import { Icon } from '../controls/icons.tsx';
import { Cell } from '../list/cells.tsx';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { MISSING, STATUS_ERROR } from './columns.ts';
import type { TraceModel } from './model.ts';
import type { Moment } from './moments.ts';
import { pathLine } from './path-line.ts';
import type { Matches, Range } from './trace-state.ts';

export interface SpanRowView {
  model: TraceModel;
  range: Range;
  collapsed: ReadonlySet<number>;
  matches: Matches | undefined;
  showPath: boolean;
  /** Pixels. */
  nameWidth: number;
  toggle: (row: number) => void;
  /** Log records and events of each row that has some. */
  moments: ReadonlyMap<number, readonly Moment[]>;
}

const INDENT = 14;
/** What the deepest names keep. */
const NAME_ROOM = 170;

export function SpanCells({ view, row }: { view: SpanRowView; row: number }) {
  const { trace } = view.model;
  const service = trace.services[trace.service[row]!]!;
  const series = `series-${seriesOf(service)}`;
  const isPending = trace.pending[row] === 1;
  return (
    <>
      <Cell class="span-name" title={`${service}: ${trace.names[trace.name[row]!]}`}>
        <Indent view={view} row={row} />
        <Toggle view={view} row={row} />
        <span class={`dot ${series}`} />
        {trace.status[row] === STATUS_ERROR && (
          <span class="span-mark error-text" title="Error">
            <Icon name="error" />
            <span class="unseen">error</span>
          </span>
        )}
        {trace.parent[row] === MISSING && (
          <span class="span-mark warn-text" title="Its parent has not arrived">
            <Icon name="orphan" />
            <span class="unseen">its parent has not arrived</span>
          </span>
        )}
        <span class="span-service value">{clipped(service)}</span>
        <span class="span-text value">{trace.names[trace.name[row]!]}</span>
      </Cell>
      <Cell class="number span-duration">{isPending ? 'running' : durationText(trace.duration[row]!)}</Cell>
      <Cell class="span-time" label={`starts at ${durationText(trace.start[row]!)}`}>
        <Bar view={view} row={row} series={series} />
      </Cell>
    </>
  );
}

/** The tooltip has all of it, and the span's own name must have room. */
const LONG_SERVICE = 28;
const clipped = (service: string) =>
  service.length <= LONG_SERVICE ? service : `${service.slice(0, LONG_SERVICE - 1)}…`;

/** A line for each level, as long as there is room; the number of the level where there is none. */
function Indent({ view, row }: { view: SpanRowView; row: number }) {
  const level = view.model.tree.level[row]! - 1;
  const most = Math.max(0, Math.floor((view.nameWidth - NAME_ROOM) / INDENT));
  const shown = Math.min(level, most);
  return (
    <span class="span-indent" style={{ width: `${shown * INDENT}px` }}>
      {level > most && <span class="span-level">{level + 1}</span>}
    </span>
  );
}

function Toggle({ view, row }: { view: SpanRowView; row: number }) {
  const { tree } = view.model;
  if (tree.firstChild[row]! < 0) return <span class="span-leaf" />;
  const isClosed = view.collapsed.has(row);
  const below = tree.size[row]! - 1;
  return (
    // The tree grid has the keys for it, and says whether it is open.
    <button
      class="span-toggle"
      type="button"
      tabIndex={-1}
      aria-hidden="true"
      title={`${isClosed ? 'Open' : 'Close'} (${below.toLocaleString('en')} below)`}
      onClick={(event) => {
        event.stopPropagation();
        view.toggle(row);
      }}
    >
      {isClosed ? '▸' : '▾'}
      {isClosed && <span class="span-below">{below.toLocaleString('en')}</span>}
    </button>
  );
}

function Bar({ view, row, series }: { view: SpanRowView; row: number; series: string }) {
  const { trace, path } = view.model;
  const { from, to } = view.range;
  const start = trace.start[row]!;
  const end = start + trace.duration[row]!;
  if (end < from) return <span class="span-off before" />;
  if (start > to) return <span class="span-off after" />;
  // Far outside of the box browsers draw gradients and borders badly.
  const left = Math.max((start - from) / (to - from), -0.01) * 100;
  const right = Math.min((end - from) / (to - from), 1.01) * 100;
  const state = trace.status[row] === STATUS_ERROR ? 'failed' : trace.pending[row] === 1 ? 'pending' : '';
  const line = view.showPath && path ? pathLine(path, row, view.range) : '';
  return (
    <>
      <span class={`span-bar ${series} ${state}`} style={{ left: `${left}%`, width: `${right - left}%` }} />
      {line && (
        <svg class="span-path" viewBox="0 0 1000 2" preserveAspectRatio="none" aria-hidden="true">
          <path d={line} />
        </svg>
      )}
      <Marks view={view} row={row} />
    </>
  );
}

/** More on one row are a blot. */
const MOST_MARKS = 40;

/** When the span's lines were written: the list of them is elsewhere, so these are for the eye alone. */
function Marks({ view, row }: { view: SpanRowView; row: number }) {
  const moments = view.moments.get(row);
  if (!moments) return null;
  const { from, to } = view.range;
  const start = view.model.trace.startUnixNano;
  return moments.slice(0, MOST_MARKS).map((moment, at) => {
    const left = ((Number(moment.at - start) - from) / (to - from)) * 100;
    if (left < 0 || left > 100) return null;
    return (
      <span
        key={at}
        class={`span-mark-at ${moment.severity >= 17 ? 'failed' : ''}`}
        style={{ left: `${left}%` }}
        title={moment.text}
      />
    );
  });
}
