/** The menu of durations: one term of the filter. */

import { termValue } from '../filter/edit.ts';
import { setTerm, whereOf } from '../filter/params.ts';

const LEAST = ['1ms', '10ms', '100ms', '1s', '10s'];

export function LeastDurationSelect() {
  const least = termValue(whereOf(), 'duration', '>=') ?? '';
  const shown = least && !LEAST.includes(least) ? [least, ...LEAST] : LEAST;
  return (
    <select
      class="select"
      aria-label="Least duration"
      value={least}
      onChange={(event) => setTerm('duration', '>=', event.currentTarget.value)}
    >
      <option value="">Any duration</option>
      {shown.map((duration) => (
        <option key={duration} value={duration}>
          ≥ {duration.replace(/(\d)([a-z])/, '$1 $2')}
        </option>
      ))}
    </select>
  );
}
