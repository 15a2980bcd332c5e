/** For tests: a round in which every figure has the same value. */

import type { RequestFigures } from './request-figures.ts';

export function sameFigures(value: number): RequestFigures {
  return {
    cpu: value,
    cheapest: value,
    perSecond: value,
    p50: value,
    p99: value,
    loopDelayP99: value,
    resident: value,
    heap: value,
    spans: value,
  };
}
