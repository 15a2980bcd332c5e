/** Filters of traces that need no typing; what they do is written into the filter. */

import type { NamesJson } from '../../../src/asking/waymark/shapes.ts';
import { status } from '../api/live.ts';
import { useAnswer } from '../api/use-answer.ts';
import { termValue } from '../filter/edit.ts';
import { setTerm } from '../filter/params.ts';

export function ServiceSelect({ where }: { where: string }) {
  const { data } = useAnswer<NamesJson>('services', {}, status.value?.traces === 0 ? 0 : 1).value;
  const service = termValue(where, 'service') ?? '';
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

const LEAST = ['1ms', '10ms', '100ms', '1s', '10s'];

export function LeastDurationSelect({ where }: { where: string }) {
  const least = termValue(where, 'duration', '>=') ?? '';
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

export const isErrorsOnly = (where: string): boolean => termValue(where, 'status') === 'error';

export function toggleErrorsOnly(where: string): void {
  setTerm('status', '=', isErrorsOnly(where) ? undefined : 'error');
}
