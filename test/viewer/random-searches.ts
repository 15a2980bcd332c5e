/** Searches of Zipkin's API at random, for what `randomTraces` has. */

import { randomNumbers } from './searched-traces.ts';
import { START } from './zipkin-spans.ts';

/** The same each time, as queries. */
export function randomSearches(count: number): string[] {
  const random = randomNumbers(11);
  return Array.from({ length: count }, () => String(randomSearch(random)));
}

const ANNOTATIONS = [
  'error',
  'error=so',
  'error=',
  'size',
  'size=1',
  'error and size=2',
  'note 1',
  'note 0 and error',
  'http.path=/1',
];

function randomSearch(random: (limit: number) => number): URLSearchParams {
  const pick = (all: readonly string[]) => all[random(all.length)]!;
  const query = new URLSearchParams({ limit: pick(['1', '7', '1000']) });
  const sometimes = (name: string, values: readonly string[]) => {
    if (random(3) === 0) query.set(name, pick(values));
  };
  if (random(2) === 0) query.set('serviceName', pick(['web', 'SHOP', 'stock', 'bank']));
  sometimes('spanName', ['op 0', 'OP 1', 'op 2', 'all']);
  sometimes('remoteServiceName', ['web', 'Shop', 'stock', 'bank']);
  sometimes('annotationQuery', ANNOTATIONS);
  sometimes('minDuration', ['1', '300', '900']);
  if (query.has('minDuration')) sometimes('maxDuration', ['950', '1000']);
  sometimes('endTs', [String(START / 1000 + random(420) * 1000)]);
  sometimes('lookback', ['1000', '50000', '4000000']);
  return query;
}
