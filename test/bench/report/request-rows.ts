/** The rows of a table of requests. */

import type { RequestFigures, RequestSamples } from '../figures/request-figures.ts';
import type { Row } from './comparison.ts';

export function requestRows(samples: readonly RequestSamples[]): Row[] {
  const valuesBy = (of: (sample: RequestSamples) => number[]) =>
    new Map(samples.map((sample) => [sample.contender, of(sample)]));
  const row = (title: string, digits: number, name: keyof RequestFigures, more?: Partial<Row>): Row => ({
    title,
    digits,
    values: valuesBy(({ figures }) => figures.map((round) => round[name])),
    by: 'paired',
    hasShare: false,
    ...more,
  });
  const compared = { hasShare: true };
  return [
    row('CPU a request, us', 1, 'cpu', compared),
    row('in the cheapest block, us', 1, 'cheapest', { by: 'minima', hasShare: true }),
    {
      ...row('allocated a request, kB', 1, 'heap', compared),
      by: 'minima',
      values: valuesBy(({ allocated }) => allocated),
    },
    row('resident after collection, MiB', 1, 'resident', compared),
    row('heap after collection, MiB', 1, 'heap', compared),
    row('requests a second', 0, 'perSecond'),
    row('latency p50, ms', 2, 'p50'),
    row('latency p99, ms', 2, 'p99'),
    row('event-loop delay p99, ms', 2, 'loopDelayP99'),
    row('spans a request', 2, 'spans', { by: 'plain' }),
  ];
}
