/** The menu of services: one term of the filter. */

import type { NamesJson } from '../../../src/asking/waymark/shapes.ts';
import { status } from '../api/live.ts';
import { useAnswer } from '../api/use-answer.ts';
import { termValue } from './edit.ts';
import { setTerm, whereOf } from './params.ts';

export function ServiceSelect() {
  // Names come with data; afterwards a new one is there when the page is opened anew.
  const { traces = 0, logs = 0 } = status.value ?? {};
  const { data } = useAnswer<NamesJson>('services', {}, traces + logs > 0 ? 1 : 0).value;
  const service = termValue(whereOf(), 'service') ?? '';
  const names = data?.names ?? [];
  const shown = service && !names.includes(service) ? [service, ...names] : names;
  return (
    <select
      class="select"
      aria-label="Service"
      value={service}
      onChange={(event) => setTerm('service', '=', event.currentTarget.value)}
    >
      <option value="">All services</option>
      {shown.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
