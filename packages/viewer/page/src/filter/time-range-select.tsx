/** The menu of times. A time that was chosen elsewhere, in the plot or by a link, is one more entry. */

import { place } from '../shell/router.ts';
import { setParams } from './params.ts';
import { rangeText, SINCE, timeRange } from './time-range.ts';

export function TimeRangeSelect() {
  const { params } = place.value;
  const range = timeRange(params);
  const chosen = range.from !== undefined || range.to !== undefined;
  const since = SINCE.find(({ seconds }) => seconds === range.sinceSeconds)?.param ?? '';
  return (
    <select
      class="select"
      aria-label="Time"
      value={chosen ? 'chosen' : since}
      onChange={(event) => setParams({ since: event.currentTarget.value, from: undefined, to: undefined })}
    >
      <option value="">All time</option>
      {SINCE.map(({ param, name }) => (
        <option key={param} value={param}>
          {name}
        </option>
      ))}
      {chosen && <option value="chosen">{rangeText(range)}</option>}
    </select>
  );
}
