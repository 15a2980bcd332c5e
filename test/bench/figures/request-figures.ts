/** What is measured of requests, and how it is read. */

/** Of one round. */
export interface RequestFigures {
  /** Microseconds of CPU a request: all blocks and the delivery of what they made. */
  cpu: number;
  /** The cheapest block of the round. Leaves out the last batch, and most of what neighbours do to us. */
  cheapest: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  loopDelayP99: number;
  /** MiB after a forced collection. */
  resident: number;
  heap: number;
  /** At the sink. */
  spans: number;
}

/** Of all rounds, values of one index from one round. */
export type RequestSamples = {
  contender: string;
  figures: RequestFigures[];
  /** Kilobytes that a request allocates on the heap; rounds of their own. */
  allocated: number[];
};

/** The value that `share` of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
