/** What lines cost, as Markdown. */

import { comparison, type Row } from '../report/comparison.ts';
import type { LineFigures, LineSamples, LineSize } from './lines.ts';

export function lineReport(
  { warmUp, blocks, blockLines }: LineSize,
  samples: readonly LineSamples[],
): string {
  const rounds = samples[0]!.figures.length;
  return [
    `${rounds} rounds of fresh processes, ${warmUp} lines to warm up, ${blocks} blocks of ${blockLines}; ten lines in a span.`,
    '',
    comparison(lineRows(samples)),
  ].join('\n');
}

function lineRows(samples: readonly LineSamples[]): Row[] {
  const row = (title: string, name: keyof LineFigures, more?: Partial<Row>): Row => ({
    title,
    digits: 2,
    values: new Map(
      samples.map(({ contender, figures }) => [contender, figures.map((round) => round[name])]),
    ),
    by: 'paired',
    hasShare: true,
    ...more,
  });
  return [
    row('CPU a line, us', 'cpu'),
    row('in the cheapest block, us', 'cheapest', { by: 'minima' }),
    row('resident after collection, MiB', 'resident', { digits: 1 }),
  ];
}
