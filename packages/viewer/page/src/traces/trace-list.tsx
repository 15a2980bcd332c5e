/** Traces as rows: when, what, how long, where, and whether it went wrong. */

import { useCallback, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { go } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { announce } from '../controls/announcer.tsx';
import { copyText } from '../controls/copy.tsx';
import { Icon } from '../controls/icons.tsx';
import { setParams } from '../filter/params.ts';
import { HeadCell } from '../list/cells.tsx';
import { useMainList } from '../list/use-main-list.ts';
import { VirtualList, type VirtualListHandle } from '../list/virtual-list.tsx';
import { scrolled } from '../live/use-feed.ts';
import { compared, toggleCompared } from './compared.ts';
import { ORDER_TEXTS, type Order } from './order.ts';
import { TraceCells } from './trace-cells.tsx';
import { traceFeed } from './trace-feed.ts';
import { hrefOfTrace } from './trace-href.ts';

const { activeId, view } = traceFeed;

interface TraceListProps {
  /** In their order. */
  traces: readonly TraceSummaryJson[];
  order: Order;
}

export function TraceList({ traces, order }: TraceListProps) {
  const list = useRef<VirtualListHandle>(null);
  const active = traces.findIndex((trace) => trace.traceId === activeId.value);
  const longest = useMemo(
    () => traces.reduce((most, trace) => Math.max(most, trace.durationNano), 1),
    [traces],
  );
  const marked = compared.value;
  const row = useCallback(
    (index: number) => {
      const trace = traces[index]!;
      return <TraceCells trace={trace} longest={longest} marked={marked.includes(trace.traceId)} />;
    },
    [traces, longest, marked],
  );
  const rowAttributes = useCallback(
    (index: number) => ({ class: traces[index]!.errorCount > 0 ? 'failed' : '' }),
    [traces],
  );
  useLayoutEffect(() => {
    list.current!.element.scrollTop = view.scrollTop;
  }, []);
  useMainList(list, active >= 0);
  useShortcuts([
    {
      keys: 'c',
      does: 'Mark the trace for a comparison',
      group: 'Traces',
      run: () => activeId.value && toggleCompared(activeId.value),
    },
    { keys: 'y', does: 'Copy the trace id', group: 'Traces', run: copyId },
  ]);
  return (
    <VirtualList
      handle={list}
      id="traces"
      label={`Traces, ${ORDER_TEXTS[order]}`}
      count={traces.length}
      rowHeight={30}
      columns="trace-columns"
      head={<Head order={order} />}
      row={row}
      rowAttributes={rowAttributes}
      active={active}
      onActive={(index) => {
        activeId.value = traces[index]!.traceId;
      }}
      onOpen={(index, event) => open(traces[index]!, event)}
      onEnd={traceFeed.more}
      onScroll={({ scrollTop }) => scrolled(traceFeed, scrollTop)}
    />
  );
}

function copyId(): void {
  if (!activeId.value) return;
  copyText(activeId.value);
  announce('Copied trace id');
}

/** A click on a link or a box in the row is theirs. */
function open(trace: TraceSummaryJson, event: Event): void {
  if (event.target instanceof Element && event.target.closest('a, button, input, label')) return;
  if (getSelection()?.toString()) return;
  go(hrefOfTrace(trace));
}

function Head({ order }: { order: Order }) {
  return (
    <>
      <HeadCell class="compare-cell">
        <span class="unseen">Compare</span>
      </HeadCell>
      <SortCell by="start" name="Start" order={order} />
      <SortCell by="errors" name="Trace" order={order} />
      <SortCell by="duration" name="Duration" order={order} />
      <SortCell by="spans" name="Spans" order={order} />
      <HeadCell>Other services</HeadCell>
      <HeadCell>Request id</HeadCell>
    </>
  );
}

function SortCell({ by, name, order }: { by: Order; name: string; order: Order }) {
  const sorted = by === order;
  return (
    <HeadCell class={by === 'spans' ? 'number' : ''} aria-sort={sorted ? 'descending' : undefined}>
      <button
        type="button"
        class="sort"
        title={`Loaded traces, ${ORDER_TEXTS[by]}`}
        onClick={() => setParams({ sort: by === 'start' ? undefined : by })}
      >
        {name}
        {sorted && <Icon name="down" />}
      </button>
    </HeadCell>
  );
}
