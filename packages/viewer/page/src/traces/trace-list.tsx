/** Traces as rows: when, what, how long, where, and whether it went wrong. */

import { useSignal } from '@preact/signals';
import { useCallback, useMemo } from 'preact/hooks';
import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { Cell } from '../list/cells.tsx';
import { VirtualList } from '../list/virtual-list.tsx';
import { Icon } from '../shell/icons.tsx';
import { go, traceHref } from '../shell/router.ts';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { exactText, timeText } from '../text/times.ts';

export function TraceList({ traces }: { traces: readonly TraceSummaryJson[] }) {
  const active = useSignal(-1);
  const longest = useMemo(() => Math.max(1, ...traces.map((trace) => trace.durationNano)), [traces]);
  const row = useCallback((index: number) => <Cells trace={traces[index]!} longest={longest} />, [traces]);
  return (
    <VirtualList
      id="traces"
      label="Traces, newest first"
      count={traces.length}
      rowHeight={30}
      columns="trace-columns"
      row={row}
      active={active.value}
      onActive={(index) => {
        active.value = index;
      }}
      onOpen={(index) => go(hrefOf(traces[index]!))}
    />
  );
}

const hrefOf = ({ traceId, startUnixNano }: TraceSummaryJson) => traceHref(traceId, { at: startUnixNano });

function Cells({ trace, longest }: { trace: TraceSummaryJson; longest: number }) {
  return (
    <>
      <Cell title={exactText(trace.startUnixNano)}>{timeText(trace.startUnixNano)}</Cell>
      <Cell>
        <span class={`dot series-${seriesOf(trace.rootService)}`} />
        <a href={hrefOf(trace)}>{trace.rootName}</a> {trace.errorCount > 0 && <Icon name="error" />}
      </Cell>
      <Cell>
        {durationText(trace.durationNano)} of {longest}
      </Cell>
    </>
  );
}
