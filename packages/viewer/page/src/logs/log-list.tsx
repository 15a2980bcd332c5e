/** Log records as rows: when, how grave, who, what, and of which trace. */

import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import { traceHref } from '../browser/router.ts';
import { Icon } from '../controls/icons.tsx';
import { Cell, HeadCell } from '../list/cells.tsx';
import { useMainList } from '../list/use-main-list.ts';
import { VirtualList, type VirtualListHandle } from '../list/virtual-list.tsx';
import { scrolled } from '../live/use-feed.ts';
import { seriesOf } from '../style/colors.ts';
import { exactText, timeText } from '../text/times.ts';
import { logFeed } from './log-feed.ts';
import { attributesText, bodyText } from './log-text.ts';
import { levelOf, levelText } from './severity.ts';

interface LogListProps {
  logs: readonly LogJson[];
  activeId: string | undefined;
  /** Another row is active, by keys or by a click. */
  onActive: (log: LogJson) => void;
  /** Enter, or a click. */
  onOpen: (log: LogJson) => void;
}

export function LogList({ logs, activeId, onActive, onOpen }: LogListProps) {
  const list = useRef<VirtualListHandle>(null);
  const active = logs.findIndex(({ id }) => id === activeId);
  const row = useCallback((index: number) => <LogCells log={logs[index]!} />, [logs]);
  const rowAttributes = useCallback(
    (index: number) => ({ class: `level-${levelOf(logs[index]!.severityNumber)}` }),
    [logs],
  );
  useLayoutEffect(() => {
    list.current!.element.scrollTop = logFeed.view.scrollTop;
  }, []);
  useMainList(list, active >= 0);
  return (
    <VirtualList
      handle={list}
      id="logs"
      label="Log records, newest first"
      count={logs.length}
      rowHeight={26}
      columns="log-columns"
      head={<Head />}
      row={row}
      rowAttributes={rowAttributes}
      active={active}
      onActive={(index) => onActive(logs[index]!)}
      onOpen={(index, event) => {
        if (event.target instanceof Element && event.target.closest('a')) return;
        if (!getSelection()?.toString()) onOpen(logs[index]!);
      }}
      onEnd={logFeed.more}
      onScroll={({ scrollTop }) => scrolled(logFeed, scrollTop)}
    />
  );
}

/** The address of the trace that a record belongs to, at its span; undefined without one. */
export function traceHrefOf({ traceId, spanId, timeUnixNano }: LogJson): string | undefined {
  return traceId && traceHref(traceId, { span: spanId, at: timeUnixNano });
}

function Head() {
  return (
    <>
      <HeadCell>Time</HeadCell>
      <HeadCell>Severity</HeadCell>
      <HeadCell>Service</HeadCell>
      <HeadCell>Message</HeadCell>
      <HeadCell>Trace</HeadCell>
    </>
  );
}

function LogCells({ log }: { log: LogJson }) {
  const href = traceHrefOf(log);
  return (
    <>
      <Cell class="start-cell" title={exactText(log.timeUnixNano)}>
        {timeText(log.timeUnixNano)}
      </Cell>
      <Cell class="level-cell" title={log.severityText}>
        {levelText(log.severityNumber, log.severityText)}
      </Cell>
      <Cell class={`service soft series-${seriesOf(log.service)}`} title={log.service}>
        <span class="dot" />
        <span class="value clipped">{log.service}</span>
      </Cell>
      <Cell class="message-cell clipped mono">
        <span class="value">{bodyText(log)}</span> <span class="value soft">{attributesText(log)}</span>
      </Cell>
      <Cell class="clipped">
        {href && (
          <a class="trace-link" href={href} tabIndex={-1} title="To its trace ( t )">
            <Icon name="trace" /> <span class="mono">{log.traceId!.slice(0, 8)}</span>
          </a>
        )}
      </Cell>
    </>
  );
}
