/** The filter of a page is in its address: `?where=…&since=15m`. */

import { go, hrefWith, place } from '../shell/router.ts';
import { withTerm } from './edit.ts';

/** Changes parameters of the present address. Letters of a filter are no steps that Back would take. */
export function setParams(changes: Record<string, string | undefined>): void {
  go(hrefWith(changes), { replace: true });
}

export const whereOf = (): string => place.value.params.get('where') ?? '';

/** Sets or takes away one term of the filter. */
export function setTerm(key: string, operator: string, value: string | undefined): void {
  setParams({ where: withTerm(place.peek().params.get('where') ?? '', key, operator, value) });
}

/** True when not all of the time is shown. */
export function isTimeChosen(): boolean {
  const { params } = place.value;
  return params.has('since') || params.has('from') || params.has('to');
}
