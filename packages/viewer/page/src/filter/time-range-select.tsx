/** The menu of times. One that was chosen by hand, in the plot or by a link, has its two ends beside it. */

import { place } from '../browser/router.ts';
import { millisOf } from '../text/times.ts';
import { setParams, stepTo } from './params.ts';
import { nanoText, SINCE, type TimeRange, timeRange } from './time-range.ts';

const CHOSEN = 'chosen';
const HOUR_MS = 3_600_000;

export function TimeRangeSelect() {
  const range = timeRange(place.value.params);
  const isChosen = range.from !== undefined || range.to !== undefined;
  const since = SINCE.find(({ seconds }) => seconds === range.sinceSeconds)?.param ?? '';
  return (
    <>
      <select
        class="select"
        aria-label="Time"
        value={isChosen ? CHOSEN : since}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">All time</option>
        {SINCE.map(({ param, name }) => (
          <option key={param} value={param}>
            {name}
          </option>
        ))}
        <option value={CHOSEN}>From … to …</option>
      </select>
      {isChosen && <Ends range={range} />}
    </>
  );
}

function choose(value: string): void {
  if (value !== CHOSEN) stepTo({ since: value, from: undefined, to: undefined });
  else stepTo({ since: undefined, from: nanoText(Date.now() - HOUR_MS), to: undefined });
}

function Ends({ range: { from, to } }: { range: TimeRange }) {
  return (
    <>
      <input
        class="field"
        type="datetime-local"
        step="1"
        aria-label="From"
        value={localText(from)}
        onChange={(event) => setParams({ from: nanoOf(event.currentTarget.value) })}
      />
      <input
        class="field"
        type="datetime-local"
        step="1"
        aria-label="To"
        value={localText(to)}
        onChange={(event) => setParams({ to: nanoOf(event.currentTarget.value) })}
      />
    </>
  );
}

/** As the field has it, in the zone of this machine and to the second: `2026-11-26T14:03:27`. */
function localText(nano: string | undefined): string {
  if (nano === undefined) return '';
  const ms = Math.floor(millisOf(nano));
  const zone = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - zone).toISOString().slice(0, 19);
}

/** Undefined for a field that was emptied. */
function nanoOf(local: string): string | undefined {
  const ms = new Date(local).getTime();
  return Number.isNaN(ms) ? undefined : nanoText(ms);
}
