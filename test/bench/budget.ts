/**
 * What Waymark may add at most, as a share of what upstream adds in the same run: a machine that is twice as slow
 * is so for both.
 */

import type { RequestSamples } from './request.ts';
import type { StartupSamples } from './startup.ts';
import { shareAdded } from './statistics.ts';

/** A short run on a shared machine is off by a third at times; what was slowed down on purpose is off by more. */
export const SLACK = 1.5;

/** The promise of the product, before `SLACK`. */
export const wantedShare = {
  /** 12 ms, where upstream's register takes an empty app from 30 ms to 370. */
  startup: 12 / 340,
  'node-http.cjs': 0.5,
  'express.cjs': 0.3,
} as const;

/** The same share, estimated in two ways that noise hits differently. */
export interface Shares {
  /** Medians of the differences within a round: survives a bad round, not a bad minute. */
  typical: number;
  /** Differences of the cheapest: survives a bad minute, but rests on one value of each. */
  cheapest: number;
}

export function requestShares(samples: readonly RequestSamples[]): Shares {
  return sharesOf(
    samples,
    ({ run }) => run,
    ({ best }) => best,
  );
}

/** By CPU time, which a busy machine delays less than it delays the clock, and by the clock's minima. */
export function startupShares(samples: readonly StartupSamples[]): Shares {
  return sharesOf(
    samples,
    ({ cpu }) => cpu,
    ({ wall }) => wall,
  );
}

/** Over only when both say so: a real slowdown moves both. A sentence that says what was found, else `undefined`. */
export function overBudget({ typical, cheapest }: Shares, wanted: number): string | undefined {
  const limit = wanted * SLACK;
  if (typical <= limit || cheapest <= limit) return undefined;
  return (
    `adds ${typical.toFixed(3)} (cheapest: ${cheapest.toFixed(3)}) of what upstream adds; ` +
    `wanted is ${wanted.toFixed(3)}, and the limit of a short run ${limit.toFixed(3)}`
  );
}

function sharesOf<S extends { contender: { name: string } }>(
  samples: readonly S[],
  typical: (sample: S) => number[],
  cheapest: (sample: S) => number[],
): Shares {
  const named = (name: string) => samples.find(({ contender }) => contender.name === name)!;
  const [ours, upstream, bare] = [named('waymark'), named('upstream'), named('bare')];
  const least = (sample: S) => Math.min(...cheapest(sample));
  return {
    typical: shareAdded(typical(ours), typical(upstream), typical(bare)).value,
    cheapest: (least(ours) - least(bare)) / (least(upstream) - least(bare)),
  };
}
