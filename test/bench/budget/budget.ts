/**
 * What Waymark may add at most, as a share of what upstream adds in the same run: a machine that is twice as slow is so
 * for both. Memory is in MiB, which no machine makes more of.
 */

import type { RequestSamples } from '../figures/request-figures.ts';
import type { StartSamples } from '../figures/start-figures.ts';
import { added, shareAdded } from '../figures/statistics.ts';
import { ONLY_SENT } from '../lines/contenders.ts';
import {
  express,
  fetchOut,
  httpOut,
  nodeHttp,
  type RequestScenario,
  unsampled,
} from '../scenarios/requests.ts';

/** What is wanted, and how many times that a short run may find. */
export interface Limit {
  wanted: number;
  slack: number;
}

/** A promise of the product. A short run on a shared machine is off by a third at times; what was slowed down on purpose is off by more. */
export function promised(wanted: number): Limit {
  return { wanted, slack: 1.5 };
}

/** Where a promise is missed by much: what was reached, which has the scatter of a run in it already. */
export function reached(wanted: number): Limit {
  return { wanted, slack: 1.25 };
}

/**
 * Of CPU a request, by contender of ours. Requests out are promised 0.2 and what is not sampled 0.1; packages/http/RATIONALE.md
 * says what they cost. What is promised and missed by less is held by its slack: README.md here says which, and by how much.
 */
export const wantedShares: readonly { scenario: RequestScenario; limits: Record<string, Limit> }[] = [
  { scenario: nodeHttp, limits: { waymark: promised(0.2) } },
  { scenario: express, limits: { waymark: promised(0.15), 'waymark full': promised(0.4) } },
  { scenario: httpOut, limits: { waymark: reached(0.28) } },
  { scenario: fetchOut, limits: { waymark: reached(0.38) } },
  { scenario: unsampled, limits: { waymark: reached(0.18) } },
];

/** Of CPU a line of pino that is sent as a record, by contender of ours: a third is promised, and missed. README.md here says by how much. */
export const WANTED_LINE_SHARES: Readonly<Record<string, Limit>> = {
  [ONLY_SENT]: reached(0.5),
  waymark: reached(0.65),
};

/** 10 ms, where upstream's register takes an empty app from 30 ms to 370. */
export const WANTED_START_SHARE = promised(10 / 340);

/** Resident after a forced collection, in MiB. Promised are 20; packages/node/RATIONALE.md, "What holds memory?", says what the rest is. */
export const WANTED_MEMORY = reached(26);

/** What a request or a line costs, of each round. */
interface Samples {
  contender: string;
  figures: readonly { cpu: number; cheapest: number }[];
}

/** The same, estimated in two ways that noise hits differently. */
interface Estimates {
  /** Medians of the differences within a round: survives a bad round, not a bad minute. */
  typical: number;
  /** Differences of the least: survives a bad minute, but rests on one value of each. */
  least: number;
}

export function requestShares(samples: readonly Samples[], ours: string): Estimates {
  const values = (name: string) => samples.find(({ contender }) => contender === name)!.figures;
  const of = (figure: 'cpu' | 'cheapest') =>
    [ours, 'upstream', 'bare'].map((name) => values(name).map((round) => round[figure]));
  return sharesOf(of('cpu'), of('cheapest'));
}

/** By CPU time, which a busy machine delays less than it delays the clock, and by the clock's minima. */
export function startShares(samples: readonly StartSamples[]): Estimates {
  const values = (name: string) => samples.find(({ contender }) => contender === name)!.figures;
  const of = (figure: 'cpu' | 'wall') =>
    ['waymark', 'upstream', 'bare'].map((name) => values(name).map((round) => round[figure]));
  return sharesOf(of('cpu'), of('wall'));
}

export function addedMemory(samples: readonly RequestSamples[]): Estimates {
  const [ours, bare] = ['waymark', 'bare'].map((name) =>
    samples.find(({ contender }) => contender === name)!.figures.map(({ resident }) => resident),
  );
  return { typical: added(ours!, bare!).value, least: Math.min(...ours!) - Math.min(...bare!) };
}

/** Over only when both say so: a real slowdown moves both. A sentence that says what was found, else `undefined`. */
export function overBudget(
  { typical, least }: Estimates,
  { wanted, slack }: Limit,
  unit: string,
): string | undefined {
  const limit = wanted * slack;
  if (typical <= limit || least <= limit) return undefined;
  return (
    `adds ${typical.toFixed(3)} (at least: ${least.toFixed(3)}) ${unit}; ` +
    `wanted is ${wanted.toFixed(3)}, and the limit of a short run ${limit.toFixed(3)}`
  );
}

/** Each of ours, upstream and bare. */
function sharesOf(typical: readonly number[][], least: readonly number[][]): Estimates {
  const [ours, upstream, bare] = least.map((values) => Math.min(...values));
  return {
    typical: shareAdded(typical[0]!, typical[1]!, typical[2]!).value,
    least: (ours! - bare!) / (upstream! - bare!),
  };
}
