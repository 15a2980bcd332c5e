/** Two traces side by side: what each has of every operation, and what changed. */

import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import type { SkeletonJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { go, type PageProps, traceHref } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Failed } from '../controls/blank.tsx';
import { Icon } from '../controls/icons.tsx';
import { HeadCell } from '../list/cells.tsx';
import { useMainList } from '../list/use-main-list.ts';
import { type RowAttributes, VirtualList, type VirtualListHandle } from '../list/virtual-list.tsx';
import { changeOf, shownRows } from './changed-rows.ts';
import { columnsFrom } from './columns.ts';
import { compareHref } from './compare-picker.tsx';
import { SideHead } from './compare-side.tsx';
import { ComparedCells } from './compared-cells.tsx';
import { type ComparedRow, compared, type TraceWithFrames } from './comparison.ts';
import { framesOf } from './frames.ts';
import { modelOf, type TraceModel } from './model.ts';
import './trace.css';
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
  const list = useRef<VirtualListHandle>(null);
  useMainList(list, true);
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
      <h1 class="unseen">Compare two traces</h1>
      <header class="compare-head">
        <SideHead name="A" model={left.model} />
        <button
          class="button quiet icon"
          type="button"
          aria-label="Swap the two"
          title="Swap the two ( s )"
          onClick={swap}
        >
          <Icon name="compare" />
        </button>
        <SideHead name="B" model={right.model} against={left.model} />
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
        handle={list}
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
