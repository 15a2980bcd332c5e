/** The menu of services: one term of the filter. */

import { useSignal } from '@preact/signals';
import type { NamesJson } from '../../../src/asking/waymark/shapes.ts';
import { status } from '../api/live.ts';
import { useAnswer } from '../api/use-answer.ts';
import { termValue } from './edit.ts';
import { setTerm, whereOf } from './params.ts';

export function ServiceSelect() {
  // Names come with the first data, and are asked for again by who is about to choose one.
  const { traces = 0, logs = 0 } = status.value ?? {};
  const looks = useSignal(0);
  const { data } = useAnswer<NamesJson>('services', {}, looks.value + (traces + logs > 0 ? 1 : 0)).value;
  const service = termValue(whereOf(), 'service') ?? '';
  const names = data?.names ?? [];
  const shown = service && !names.includes(service) ? [service, ...names] : names;
  return (
    <select
      class="select"
      aria-label="Service"
      value={service}
      onFocus={() => {
        looks.value++;
      }}
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
