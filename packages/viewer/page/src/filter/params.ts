/** The filter of a page is in its address: `?where=…&since=15m`. */

import { go, hrefWith, place } from '../browser/router.ts';
import { withTerm } from './edit.ts';

type Changes = Record<string, string | undefined>;

/** Changes parameters of the present address. Letters of a filter and rows that are opened are no steps that Back takes. */
export function setParams(changes: Changes): void {
  go(hrefWith(changes), { replace: true });
}

/** The same as a step, which Back takes back: what a menu, a button or a drag did. */
export function stepTo(changes: Changes): void {
  go(hrefWith(changes));
}

export const whereOf = (): string => place.value.params.get('where') ?? '';

/** Sets or takes away one term of the filter. */
export function setTerm(key: string, operator: string, value: string | undefined): void {
  stepTo({ where: withTerm(place.peek().params.get('where') ?? '', key, operator, value) });
}

/** True when not all of the time is shown. */
export function isTimeChosen(): boolean {
  const { params } = place.value;
  return params.has('since') || params.has('from') || params.has('to');
}
