/** Which services took part, and which of them the request waited for. */

import { useMemo } from 'preact/hooks';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { serviceShares } from './model.ts';
import type { TraceState } from './trace-state.ts';
import './figures.css';

export function Overview({ state }: { state: TraceState }) {
  const model = state.model.value;
  const shares = useMemo(() => serviceShares(model), [model]);
  const { trace, path } = model;
  const whole = Math.max(1, path ? trace.duration[path.root]! : 1);
  return (
    <section>
      <h2>Services</h2>
      <p class="soft hint">Time on the critical path: what the request waited for.</p>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Spans</th>
            <th scope="col">Errors</th>
            <th scope="col" colSpan={2}>
              Critical path
            </th>
          </tr>
        </thead>
        <tbody>
          {shares.map(({ service, spans, errors, onPath }) => {
            const name = trace.services[service]!;
            return (
              <tr key={service} class={`series-${seriesOf(name)}`}>
                <th scope="row">
                  <span class="service">
                    <span class="dot" />
                    <span class="value">{name}</span>
                  </span>
                </th>
                <td>{spans.toLocaleString('en')}</td>
                <td class={errors > 0 ? 'error-text' : 'soft'}>{errors.toLocaleString('en')}</td>
                <td>{durationText(onPath)}</td>
                <td class="share">
                  <span class="share-bar" style={{ width: `${(onPath / whole) * 100}%` }} />
                  <span>{Math.round((onPath / whole) * 100)} %</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
