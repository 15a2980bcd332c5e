/** Medians of paired differences and their bootstrap intervals, or ranges where rounds are few. Values of one index belong to one round. */

export interface Estimate {
  value: number;
  low: number;
  high: number;
  /** What they are: the 95 % interval, or the least and the most that one round found. */
  bounds: 'interval' | 'range';
}

const RESAMPLES = 2_000;
/** Rounds drawn from fewer hardly ever differ enough: the interval would promise what it does not hold. */
const LEAST_FOR_INTERVAL = 8;

/** The middle value, or the mean of the middle two. `NaN` of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What `measured` takes more than `baseline`: the median of the differences within a round. */
export function added(measured: readonly number[], baseline: readonly number[]): Estimate {
  return estimated(baseline.length, (rounds) => medianDifference(measured, baseline, rounds));
}

/** What `measured` adds to `baseline`, as a share of what `reference` adds to it. */
export function shareAdded(
  measured: readonly number[],
  reference: readonly number[],
  baseline: readonly number[],
): Estimate {
  // Numerator and denominator come from the same resampled rounds: a round that was slow was so for both.
  return estimated(
    baseline.length,
    (rounds) => medianDifference(measured, baseline, rounds) / medianDifference(reference, baseline, rounds),
  );
}

function medianDifference(a: readonly number[], b: readonly number[], rounds: readonly number[]): number {
  return median(rounds.map((round) => a[round]! - b[round]!));
}

function estimated(count: number, estimate: (rounds: readonly number[]) => number): Estimate {
  const all = Array.from({ length: count }, (_, index) => index);
  const value = estimate(all);
  if (count >= LEAST_FOR_INTERVAL) return { value, ...bootstrap(all, estimate), bounds: 'interval' };
  const each = all.map((round) => estimate([round]));
  return { value, low: Math.min(...each), high: Math.max(...each), bounds: 'range' };
}

function bootstrap(all: readonly number[], estimate: (rounds: readonly number[]) => number) {
  const random = seededRandom(20_261);
  const resampled = Array.from({ length: RESAMPLES }, () =>
    estimate(all.map(() => Math.floor(random() * all.length))),
  ).sort((a, b) => a - b);
  const at = (share: number) => resampled[Math.round(share * (RESAMPLES - 1))]!;
  return { low: at(0.025), high: at(0.975) };
}

/** mulberry32: the same data must give the same interval. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
