/** Log records and events of the trace, or of the span that is looked at, in one list by time. */

import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useCallback, useMemo, useRef } from 'preact/hooks';
import { AttributeTable } from '../attributes/attribute-table.tsx';
import { href } from '../browser/router.ts';
import { Blank } from '../controls/blank.tsx';
import { Cell, HeadCell } from '../list/cells.tsx';
import { useMainList } from '../list/use-main-list.ts';
import { type RowAttributes, VirtualList, type VirtualListHandle } from '../list/virtual-list.tsx';
import { seriesOf } from '../style/colors.ts';
import { exactText } from '../text/times.ts';
import { offsetText, SeverityMark } from './moment-list.tsx';
import type { Moment } from './moments.ts';
import type { TraceState } from './trace-state.ts';
import type { Moments } from './use-moments.ts';
import './trace-logs.css';

interface TraceLogsProps {
  state: TraceState;
  moments: ReadonlySignal<Moments>;
  /** Goes to a span. */
  show: (row: number) => void;
}

export function TraceLogs({ state, moments, show }: TraceLogsProps) {
  const onlySpan = useSignal(false);
  const active = useSignal(-1);
  const main = useRef<VirtualListHandle>(null);
  useMainList(main, false);
  const { trace } = state.model.value;
  const { list, total, more, error } = moments.value;
  const spanId = trace.spanId[state.selected.value];
  const ofSpan = useMemo(() => list.filter((moment) => moment.spanId === spanId), [list, spanId]);
  const rowsOfSpans = useMemo(() => new Map(trace.spanId.map((id, row) => [id, row])), [trace]);
  const scope = useSignal<string | undefined>(undefined);
  // While the list is walked through, its span changes; the list stays what it was.
  const shown = onlySpan.value ? list.filter((moment) => moment.spanId === scope.value) : list;
  const start = trace.startUnixNano;
  const row = useCallback(
    (index: number) => (
      <MomentCells
        moment={shown[index]!}
        row={rowsOfSpans.get(shown[index]!.spanId ?? '')}
        start={start}
        state={state}
      />
    ),
    [shown.length, list, rowsOfSpans, start],
  );
  const attributes = useCallback(
    (index: number): RowAttributes => ({ class: (shown[index]?.severity ?? 0) >= 17 ? 'failed' : '' }),
    [shown.length, list],
  );
  const moment = shown[active.value];
  const choose = (only: boolean) => {
    scope.value = spanId;
    onlySpan.value = only;
    active.value = -1;
  };
  if (error && total === undefined) return <Blank title="The logs did not come">{error.message}</Blank>;
  return (
    <div class="trace-logs">
      <div class="trace-logs-scope">
        <fieldset class="segments" aria-label="Logs of">
          <button class="button" type="button" aria-pressed={!onlySpan.value} onClick={() => choose(false)}>
            Whole trace
          </button>
          <button
            class="button"
            type="button"
            aria-pressed={onlySpan.value}
            disabled={ofSpan.length === 0 && !onlySpan.value}
            title={ofSpan.length === 0 ? 'The span that is looked at has none' : undefined}
            onClick={() => choose(true)}
          >
            This span {ofSpan.length > 0 && ofSpan.length.toLocaleString('en')}
          </button>
        </fieldset>
        {more && <span class="soft">The first {list.length.toLocaleString('en')}; there are more.</span>}
        <span class="spread" />
        <a href={href('/logs', { where: `trace=${trace.traceId}` })}>Open in Logs</a>
      </div>
      {total === 0 ? (
        <Blank title="No logs and no events">
          <p>Spans of this trace have no events, and no log record has its id.</p>
        </Blank>
      ) : (
        <VirtualList
          handle={main}
          id="moments"
          label="Logs and events by time"
          count={shown.length}
          rowHeight={24}
          columns="moment-columns"
          head={
            <>
              <HeadCell class="number">Time</HeadCell>
              <HeadCell>Severity</HeadCell>
              <HeadCell>Service and span</HeadCell>
              <HeadCell>Text</HeadCell>
            </>
          }
          row={row}
          rowAttributes={attributes}
          active={active.value}
          onActive={(index) => {
            active.value = index;
            const at = rowsOfSpans.get(shown[index]!.spanId ?? '');
            if (at !== undefined) state.select(at);
          }}
        />
      )}
      {moment && <MomentDetails moment={moment} row={rowsOfSpans.get(moment.spanId ?? '')} show={show} />}
    </div>
  );
}

interface MomentCellsProps {
  moment: Moment;
  row: number | undefined;
  start: bigint;
  state: TraceState;
}

function MomentCells({ moment, row, start, state }: MomentCellsProps) {
  const { trace } = state.model.peek();
  const service = row === undefined ? moment.log?.service : trace.services[trace.service[row]!]!;
  return (
    <>
      <Cell class="number soft" title={exactText(String(moment.at))}>
        {offsetText(moment.at - start)}
      </Cell>
      <Cell>
        <SeverityMark moment={moment} />
      </Cell>
      <Cell class="moment-span">
        {service !== undefined && <span class={`dot series-${seriesOf(service)}`} />}
        <span class="value">{service}</span>
        <span class="soft value">{row === undefined ? '' : trace.names[trace.name[row]!]}</span>
      </Cell>
      <Cell class="moment-line value">{moment.text}</Cell>
    </>
  );
}

/** Below the list: all of the text and the attributes. */
function MomentDetails({
  moment,
  row,
  show,
}: {
  moment: Moment;
  row: number | undefined;
  show: (row: number) => void;
}) {
  return (
    <section class="moment-details" aria-label="The chosen line">
      <p class="row-of-buttons">
        <span class="soft">{exactText(String(moment.at))}</span>
        <SeverityMark moment={moment} />
        <span class="spread" />
        {row !== undefined && (
          <button class="button" type="button" onClick={() => show(row)}>
            To the span
          </button>
        )}
        {moment.log && (
          <a
            class="button"
            href={href('/logs', { log: moment.log.id, where: `trace=${moment.log.traceId}` })}
          >
            In Logs
          </a>
        )}
      </p>
      <pre class="value">{moment.text}</pre>
      <AttributeTable attributes={moment.attributes} />
    </section>
  );
}
