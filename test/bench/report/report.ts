/** Results as Markdown. */

import { contenders as usual } from '../contenders/contenders.ts';
import type { RequestSamples } from '../figures/request-figures.ts';
import type { StartSamples } from '../figures/start-figures.ts';
import { LOOP } from '../load/load.ts';
import type { RequestSize } from '../measuring/requests.ts';
import type { RequestScenario } from '../scenarios/requests.ts';
import type { StartScenario } from '../scenarios/starts.ts';
import { comparison } from './comparison.ts';
import { variations } from './environments.ts';
import { requestRows } from './request-rows.ts';
import { startRows } from './start-rows.ts';

export function requestReport(
  { title, requests, contenders }: RequestScenario,
  { warmUp, blocks, blockRequests }: RequestSize,
  samples: readonly RequestSamples[],
): string {
  const rounds = samples[0]!.figures.length;
  const size = `${rounds} rounds, ${warmUp} requests to warm up, ${blocks} blocks of ${blockRequests}`;
  const more = variations(contenders, usual);
  return [
    `**Requests: ${title}** (${size}; ${requests.title}; ${LOOP}${more && `; ${more}`})`,
    '',
    comparison(requestRows(samples)),
  ].join('\n');
}

export function startReport({ title }: StartScenario, samples: readonly StartSamples[]): string {
  const rounds = samples[0]!.figures.length;
  return [`**Start: ${title}** (${rounds} rounds)`, '', comparison(startRows(samples))].join('\n');
}
