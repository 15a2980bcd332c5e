/** The rows of a table of starts. */

import type { StartFigures, StartSamples } from '../figures/start-figures.ts';
import type { Row } from './comparison.ts';

export function startRows(samples: readonly StartSamples[]): Row[] {
  const row = (title: string, name: keyof StartFigures, by: Row['by'] = 'paired'): Row => ({
    title,
    digits: 1,
    values: new Map(
      samples.map(({ contender, figures }) => [contender, figures.flatMap((round) => round[name] ?? [])]),
    ),
    by,
    hasShare: true,
  });
  const rows = [
    row('to the end of the start, ms', 'wall'),
    row('at best, ms', 'wall', 'minima'),
    row('CPU up to there, ms', 'cpu'),
    row('whole life, ms', 'wholeLife'),
  ];
  return rows.filter(({ values }) => [...values.values()].some((all) => all.length > 0));
}
