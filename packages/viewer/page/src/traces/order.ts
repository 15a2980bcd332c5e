/** In which order the loaded traces stand. */

import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';

/** As in the address: `?sort=duration`. */
export type Order = 'start' | 'duration' | 'spans' | 'errors';

const MEASURES: Record<Exclude<Order, 'start'>, (trace: TraceSummaryJson) => number> = {
  duration: (trace) => trace.durationNano,
  spans: (trace) => trace.spanCount,
  errors: (trace) => trace.errorCount,
};

/** Anything else is the order of the API: newest first. */
export function orderOf(param: string | null): Order {
  return param !== null && Object.hasOwn(MEASURES, param) ? (param as Order) : 'start';
}

/** The largest first; among equals the newest. */
export function ordered(traces: readonly TraceSummaryJson[], order: Order): readonly TraceSummaryJson[] {
  if (order === 'start') return traces;
  const measure = MEASURES[order];
  return traces.toSorted((one, other) => measure(other) - measure(one));
}

/** For the line above the list: "slowest first". */
export const ORDER_TEXTS: Record<Order, string> = {
  start: 'newest first',
  duration: 'slowest first',
  spans: 'largest first',
  errors: 'most errors first',
};
