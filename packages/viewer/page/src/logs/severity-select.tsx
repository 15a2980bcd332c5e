/** The menu of severities: one term of the filter. */

import { SEVERITIES } from '../../../src/asking/waymark/filter/log-filter.ts';
import { termValue } from '../filter/edit.ts';
import { setTerm, whereOf } from '../filter/params.ts';

export function SeveritySelect() {
  return (
    <select
      class="select"
      aria-label="Least severity"
      value={termValue(whereOf(), 'severity', '>=') ?? ''}
      onChange={(event) => setTerm('severity', '>=', event.currentTarget.value)}
    >
      <option value="">Any severity</option>
      {SEVERITIES.slice(1).map((level) => (
        <option key={level} value={level}>
          {level === 'fatal' ? 'Fatal' : `${level[0]!.toUpperCase()}${level.slice(1)} and worse`}
        </option>
      ))}
    </select>
  );
}
