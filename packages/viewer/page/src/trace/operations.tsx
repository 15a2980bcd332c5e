/** The operations of a trace by the time that they took themselves: the flame graph as a table. */

import { useMemo } from 'preact/hooks';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { framesOf } from './frames.ts';
import { type OperationFigures, operationsOf } from './operation-figures.ts';
import type { TraceState } from './trace-state.ts';
import './figures.css';

const SHOWN = 50;

export function Operations({ state }: { state: TraceState }) {
  const { trace, tree } = state.model.value;
  const operations = useMemo(() => operationsOf(trace, framesOf(trace, tree)), [trace, tree]);
  const more = operations.length - SHOWN;
  return (
    <section>
      <h2>Operations</h2>
      <p class="soft hint">By own time: without the time of the spans below.</p>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col">Count</th>
            <th scope="col">Own</th>
            <th scope="col">Mean</th>
          </tr>
        </thead>
        <tbody>
          {operations.slice(0, SHOWN).map((operation) => (
            <Row key={`${operation.service} ${operation.name}`} operation={operation} state={state} />
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="soft hint">and {more.toLocaleString('en')} more</p>}
    </section>
  );
}

function Row({ operation, state }: { operation: OperationFigures; state: TraceState }) {
  const { trace } = state.model.value;
  const service = trace.services[operation.service]!;
  const name = trace.names[operation.name]!;
  return (
    <tr class={`series-${seriesOf(service)}`}>
      <th scope="row">
        <button
          class="link"
          type="button"
          title="Show the longest one"
          onClick={() => state.select(operation.longest)}
        >
          <span class="dot" /> <span class="value">{name}</span>
        </button>
        <span class="soft value operation-service">{service}</span>
        {operation.errors > 0 && (
          <span class="error-text"> {operation.errors.toLocaleString('en')} failed</span>
        )}
      </th>
      <td>{operation.count.toLocaleString('en')}</td>
      <td>{durationText(operation.own)}</td>
      <td>{durationText(operation.total / operation.count)}</td>
    </tr>
  );
}
