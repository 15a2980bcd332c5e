/** One row of a comparison. */

import { traceHref } from '../browser/router.ts';
import { Cell } from '../list/cells.tsx';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { changeText } from './change-text.ts';
import { changeOf } from './changed-rows.ts';
import type { ComparedRow, ComparedSide, TraceWithFrames } from './comparison.ts';

interface ComparedCellsProps {
  row: ComparedRow;
  largest: number;
  left: TraceWithFrames;
  right: TraceWithFrames;
}

const INDENT = 14;

export function ComparedCells({ row, largest, left, right }: ComparedCellsProps) {
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
