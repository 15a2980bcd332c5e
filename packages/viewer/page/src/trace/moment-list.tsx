/** A few log lines and events with all of their attributes, one under the other. */

import { AttributeTable } from '../attributes/attribute-table.tsx';
import { Icon } from '../controls/icons.tsx';
import { durationText } from '../text/durations.ts';
import { exactText } from '../text/times.ts';
import type { Moment } from './moments.ts';
import './moment-list.css';

/** `start`: what times are told after. */
export function MomentList({ moments, start }: { moments: readonly Moment[]; start: bigint }) {
  return (
    <ol class="moments">
      {moments.map((moment, at) => (
        <li key={at}>
          <details class="moment">
            <summary>
              <span class="number soft" title={exactText(String(moment.at))}>
                {offsetText(moment.at - start)}
              </span>
              <SeverityMark moment={moment} />
              <span class="moment-text value">{moment.text}</span>
            </summary>
            <AttributeTable attributes={moment.attributes} />
          </details>
        </li>
      ))}
    </ol>
  );
}

export function SeverityMark({ moment }: { moment: Moment }) {
  const { kind, severity, severityText } = moment;
  const level = severity >= 17 ? 'error' : severity >= 13 ? 'warn' : '';
  if (kind === 'event' && severityText === '') return <span class="severity soft">event</span>;
  return (
    <span class={`severity ${level}`}>
      {level === 'error' && <Icon name="error" />}
      {severityText || 'log'}
    </span>
  );
}

/** `+12.5 ms` */
export function offsetText(nano: bigint): string {
  const offset = Number(nano);
  return `${offset < 0 ? '−' : '+'}${durationText(Math.abs(offset))}`;
}
