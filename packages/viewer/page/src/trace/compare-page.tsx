/** Two traces side by side: what each has of every operation, and what changed. */

import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useMemo } from 'preact/hooks';
import type { SkeletonJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { Cell, HeadCell } from '../list/cells.tsx';
import { type RowAttributes, VirtualList } from '../list/virtual-list.tsx';
import { Failed } from '../shell/blank.tsx';
import { Icon } from '../shell/icons.tsx';
import { go, traceHref } from '../shell/router.ts';
import type { PageProps } from '../shell/routes.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { clockText, dayText, exactText, millisOf } from '../text/times.ts';
import { columnsFrom } from './columns.ts';
import { changeText, compareHref } from './compare-picker.tsx';
import { type ComparedRow, type ComparedSide, compared, type TraceWithFrames } from './comparison.ts';
import { framesOf } from './frames.ts';
import { modelOf, type TraceModel, titleRow } from './model.ts';
import './trace.css';
import { counted } from './trace-head.tsx';
import './compare.css';
import './waterfall.css';

interface Side extends TraceWithFrames {
  model: TraceModel;
}

/** `/compare/:left/:right` */
export function ComparePage({ args: [left, right] }: PageProps) {
  const sides = useSignal<{ of: string; left: Side; right: Side } | undefined>(undefined);
  const error = useSignal<AnswerError | undefined>(undefined);
  const of = `${left} ${right}`;
  useEffect(() => {
    document.title = 'Compare traces · Waymark';
    const abort = new AbortController();
    Promise.all([load(left!, abort.signal), load(right!, abort.signal)]).then(
      ([one, other]) => {
        sides.value = { of, left: one, right: other };
        error.value = undefined;
      },
      (reason) => {
        if (!abort.signal.aborted) error.value = toError(reason);
      },
    );
    return () => abort.abort();
  }, [of]);
  if (error.value) return <Failed error={error.value} />;
  if (sides.value?.of !== of) return <p class="trace-loading soft">Loading both traces …</p>;
  return <Comparison left={sides.value.left} right={sides.value.right} key={of} />;
}

async function load(id: string, signal: AbortSignal): Promise<Side> {
  const skeleton = await ask<SkeletonJson>(`traces/${encodeURIComponent(id)}/skeleton`, {}, signal);
  const model = modelOf(columnsFrom(skeleton), { correctClocks: true });
  return { model, trace: model.trace, frames: framesOf(model.trace, model.tree) };
}

function Comparison({ left, right }: { left: Side; right: Side }) {
  const rows = useMemo(() => compared(left, right), [left, right]);
  const collapsed = useSignal<ReadonlySet<number>>(new Set());
  const onlyChanged = useSignal(false);
  const active = useSignal(0);
  const shown = useMemo(
    () => shownRows(rows, collapsed.value, onlyChanged.value),
    [rows, collapsed.value, onlyChanged.value],
  );
  const largest = useMemo(() => Math.max(1, ...rows.map((row) => Math.abs(changeOf(row)))), [rows]);
  const row = useCallback(
    (index: number) => (
      <ComparedCells row={rows[shown[index]!]!} largest={largest} left={left} right={right} />
    ),
    [rows, shown, largest],
  );
  const attributes = useCallback(
    (index: number): RowAttributes => {
      const at = shown[index]!;
      const { level, size, left: one, right: other } = rows[at]!;
      return {
        'aria-level': level,
        class: one === undefined ? 'only-right' : other === undefined ? 'only-left' : '',
        ...(size > 1 ? { 'aria-expanded': !collapsed.value.has(at) } : {}),
      };
    },
    [rows, shown, collapsed.value],
  );
  const toggle = (at: number) => {
    const next = new Set(collapsed.peek());
    if (!next.delete(at)) next.add(at);
    collapsed.value = next;
  };
  const keys = ({ key }: KeyboardEvent, index: number) => {
    const at = shown[index];
    if (at === undefined || rows[at]!.size === 1) return false;
    const isClosed = collapsed.value.has(at);
    if (key !== ' ' && key !== (isClosed ? 'ArrowRight' : 'ArrowLeft')) return false;
    toggle(at);
    return true;
  };
  const swap = () => go(compareHref(right.trace.traceId, left.trace.traceId));
  useShortcuts([{ keys: 's', does: 'Swap the two', group: 'Compare', run: swap }]);
  return (
    <div class="trace compare">
      <header class="compare-head">
        <SideHead name="A" side={left} />
        <button
          class="button quiet icon"
          type="button"
          aria-label="Swap the two"
          title="Swap the two ( s )"
          onClick={swap}
        >
          <Icon name="compare" />
        </button>
        <SideHead name="B" side={right} against={left} />
      </header>
      <div class="trace-tools">
        <span class="soft">Spans of the same operation under the same parents are one row.</span>
        <span class="spread" />
        <label class="check">
          <input
            type="checkbox"
            checked={onlyChanged.value}
            onChange={() => {
              onlyChanged.value = !onlyChanged.value;
            }}
          />{' '}
          Only what changed
        </label>
      </div>
      <VirtualList
        id="compared"
        role="treegrid"
        label="Operations of both traces"
        count={shown.length}
        rowHeight={26}
        columns="compare-columns"
        head={
          <>
            <HeadCell class="span-head">Operation</HeadCell>
            <HeadCell class="number">A</HeadCell>
            <HeadCell class="number">B</HeadCell>
            <HeadCell class="number">Change</HeadCell>
            <HeadCell class="change-head">
              <span>← B is faster</span>
              <span>B is slower →</span>
            </HeadCell>
          </>
        }
        row={row}
        rowAttributes={attributes}
        active={active.value}
        onActive={(index) => {
          active.value = index;
        }}
        onKey={keys}
        onOpen={(index, event) => {
          const at = shown[index]!;
          if (event instanceof MouseEvent) toggle(at);
          else goTo(rows[at]!, left, right);
        }}
      />
    </div>
  );
}

/** Enter: to its first span, in B when B has it. */
function goTo(row: ComparedRow, left: Side, right: Side): void {
  const id = row.right ? right.trace.traceId : left.trace.traceId;
  go(traceHref(id, { span: (row.right ?? row.left)!.spanId }));
}

function SideHead({ name, side, against }: { name: string; side: Side; against?: Side }) {
  const { trace, model } = side;
  const start = String(trace.startUnixNano);
  const row = titleRow(model);
  return (
    <div class="compare-side">
      <span class="badge">{name}</span>
      <a href={traceHref(trace.traceId)}>
        <strong class="value">
          {trace.services[trace.service[row] ?? -1]} {trace.names[trace.name[row] ?? -1]}
        </strong>
      </a>
      <span class="facts soft">
        <span title={exactText(start)}>
          {dayText(millisOf(start))} {clockText(millisOf(start))}
        </span>
        <strong>
          {durationText(trace.end)} {against && changeText(against.trace.end, trace.end)}
        </strong>
        <span>{counted(trace.size, 'span')}</span>
        <span class={model.errors.length > 0 ? 'error-text' : ''}>
          {counted(model.errors.length, 'error')}
        </span>
      </span>
    </div>
  );
}

function shownRows(
  rows: readonly ComparedRow[],
  collapsed: ReadonlySet<number>,
  onlyChanged: boolean,
): number[] {
  const wanted = onlyChanged ? changedRows(rows) : undefined;
  const shown = [];
  for (let at = 0; at < rows.length; at += collapsed.has(at) ? rows[at]!.size : 1) {
    if (wanted === undefined || wanted.has(at)) shown.push(at);
  }
  return shown;
}

/** What is no more than noise. */
const SAME = 0.1;

/** Those that changed by more than a tenth, and those above them. */
function changedRows(rows: readonly ComparedRow[]): Set<number> {
  const changed = new Set<number>();
  rows.forEach((row, at) => {
    const { left, right } = row;
    const isSame =
      left !== undefined &&
      right !== undefined &&
      left.count === right.count &&
      left.errors === right.errors &&
      Math.abs(changeOf(row)) <= SAME * Math.max(left.total, right.total);
    if (isSame) return;
    for (let up = at; up >= 0; up = rows[up]!.parent) changed.add(up);
  });
  return changed;
}

const changeOf = ({ left, right }: ComparedRow) => (right?.total ?? 0) - (left?.total ?? 0);

interface ComparedCellsProps {
  row: ComparedRow;
  largest: number;
  left: Side;
  right: Side;
}

const INDENT = 14;

function ComparedCells({ row, largest, left, right }: ComparedCellsProps) {
  const change = changeOf(row);
  const share = (Math.abs(change) / largest) * 50;
  const isNews = row.left === undefined || row.right === undefined;
  const words =
    row.left === undefined
      ? 'only in B'
      : row.right === undefined
        ? 'only in A'
        : changeText(row.left.total, row.right.total);
  return (
    <>
      <Cell class="span-name" title={`${row.service}: ${row.name}`}>
        <span class="span-indent" style={{ width: `${Math.min(row.level - 1, 24) * INDENT}px` }} />
        <span class={`dot series-${seriesOf(row.service)}`} />
        <span class="span-service value">{row.service}</span>
        <span class="span-text value">{row.name}</span>
      </Cell>
      <SideCell side={row.left} trace={left.trace.traceId} />
      <SideCell side={row.right} trace={right.trace.traceId} />
      <Cell class={`number ${isNews ? 'news' : change === 0 ? 'soft' : ''}`}>{words}</Cell>
      <Cell class="change-cell">
        {change !== 0 && (
          <span
            class={`change ${change > 0 ? 'slower' : 'faster'}`}
            style={{ left: `${change > 0 ? 50 : 50 - share}%`, width: `${share}%` }}
          />
        )}
        <span class="unseen">
          {change === 0
            ? 'the same'
            : `${durationText(Math.abs(change))} ${change > 0 ? 'slower' : 'faster'}`}
        </span>
      </Cell>
    </>
  );
}

function SideCell({ side, trace }: { side: ComparedSide | undefined; trace: string }) {
  if (!side) return <Cell class="number soft">none</Cell>;
  return (
    <Cell class="number">
      {side.errors > 0 && <span class="error-text">{side.errors.toLocaleString('en')} failed </span>}
      {side.count > 1 && <span class="soft">{side.count.toLocaleString('en')} × </span>}
      <a
        href={traceHref(trace, { span: side.spanId })}
        tabIndex={-1}
        onClick={(event) => event.stopPropagation()}
      >
        {durationText(side.total)}
      </a>
    </Cell>
  );
}
