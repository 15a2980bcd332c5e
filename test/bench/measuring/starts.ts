/** How much later an app starts, in alternating fresh processes. */

import { type Contender, contenders } from '../contenders/contenders.ts';
import { orderOf } from '../contenders/order.ts';
import type { StartFigures, StartSamples } from '../figures/start-figures.ts';
import type { StartScenario } from '../scenarios/starts.ts';
import type { Bench } from './bench.ts';
import { startToFirstAnswer } from './first-answer.ts';
import { startToFirstLine } from './first-line.ts';

export interface StartOptions {
  rounds: number;
  contenders?: readonly Contender[];
  onRound?: () => void;
}

/** Rejects when an agent was not there, or the first request had no span: then there is no number. */
export async function measureStarts(
  bench: Bench,
  scenario: StartScenario,
  { rounds, contenders: measured = contenders, onRound }: StartOptions,
): Promise<StartSamples[]> {
  const app = await scenario.app();
  const once = (contender: Contender): Promise<StartFigures> =>
    (scenario.toFirstAnswer ? startToFirstAnswer : startToFirstLine)(bench, app, contender);
  const samples = measured.map(({ name }) => ({ contender: name, figures: [] as StartFigures[] }));
  // Once unmeasured, so that nobody pays for reading a cold disk.
  for (const contender of measured) await once(contender);
  for (let round = 0; round < rounds; round++) {
    for (const contender of orderOf(measured, round)) {
      samples.find(({ contender: name }) => name === contender.name)!.figures.push(await once(contender));
    }
    onRound?.();
  }
  return samples;
}
