/** The cells of one trace. */

import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { Icon } from '../controls/icons.tsx';
import { Cell } from '../list/cells.tsx';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { exactText, timeText } from '../text/times.ts';
import { toggleCompared } from './compared.ts';
import { hrefOfTrace } from './trace-href.ts';

interface TraceCellsProps {
  trace: TraceSummaryJson;
  /** Duration of the longest in the list, for the bar. */
  longest: number;
  marked: boolean;
}

export function TraceCells({ trace, longest, marked }: TraceCellsProps) {
  return (
    <>
      <Cell class="compare-cell">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={marked}
          aria-label={`Compare ${trace.rootName}`}
          title="Compare with another trace ( c )"
          onChange={() => toggleCompared(trace.traceId)}
        />
      </Cell>
      <Cell class="start-cell" title={exactText(trace.startUnixNano)}>
        {timeText(trace.startUnixNano)}
      </Cell>
      <Cell class="trace-cell">
        <span class={`service series-${seriesOf(trace.rootService)}`} title={trace.rootService}>
          <span class="dot" />
          <span class="value clipped">{trace.rootService}</span>
        </span>
        <a class="value clipped root-name" tabIndex={-1} href={hrefOfTrace(trace)} title={trace.rootName}>
          {trace.rootName || '(no name)'}
        </a>
        <Marks trace={trace} />
      </Cell>
      <Cell class="duration-cell">
        <span class="number">{trace.pending ? '' : durationText(trace.durationNano)}</span>
        {!trace.pending && <span class="bar" style={{ width: widthOf(trace.durationNano, longest) }} />}
      </Cell>
      <Cell class="number">{trace.spanCount.toLocaleString('en')}</Cell>
      <Cell class="services-cell" title={trace.services.map(({ name }) => name).join(', ')}>
        <Services trace={trace} />
      </Cell>
      <Cell class="mono value clipped soft" title={trace.requestId}>
        {trace.requestId}
      </Cell>
    </>
  );
}

function Marks({ trace }: { trace: TraceSummaryJson }) {
  const { errorCount, hasRoot, pending } = trace;
  return (
    <>
      {errorCount > 0 && (
        <span class="badge error">
          <Icon name="error" />
          <span class="badge-words">{errorCount === 1 ? '1 error' : `${errorCount} errors`}</span>
        </span>
      )}
      {pending && <span class="badge">running</span>}
      {!hasRoot && !pending && (
        <span class="badge warn" title="No span without a parent has arrived">
          no root yet
        </span>
      )}
    </>
  );
}

const SHOWN = 3;

function Services({ trace: { services, rootService } }: { trace: TraceSummaryJson }) {
  const others = services.filter(({ name }) => name !== rootService);
  return (
    <>
      {others.slice(0, SHOWN).map(({ name, errorCount }) => (
        <span key={name} class={`service series-${seriesOf(name)}`}>
          <span class="dot" />
          <span class="value clipped">{name}</span>
          {errorCount > 0 && (
            <span class="error-text" title={`${errorCount} errors`}>
              <Icon name="error" />
            </span>
          )}
        </span>
      ))}
      {others.length > SHOWN && <span class="soft">+{others.length - SHOWN}</span>}
    </>
  );
}

/** By the root: one slow trace leaves the others a length that can be told apart. */
const widthOf = (nano: number, longest: number) => `${(100 * Math.sqrt(nano / longest)).toFixed(1)}%`;
