/** What one metric reader has got of a histogram of durations, in its temporality. */
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics';
import { clock, hrTime } from '@waymark/tracing';
import { BOUNDARIES, type DurationExemplar, noCounts, type Series } from './series.ts';

export type Temporality = 'cumulative' | 'delta';

/** A data point of the SDK, with the exemplars that encoders which know them take from there. */
export interface DurationPoint extends DataPoint<Histogram> {
  readonly exemplars: readonly Exemplar[];
}

interface Exemplar {
  readonly value: number;
  readonly time: HrTime;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}

/** The sum of what was taken of one series. */
interface Sum {
  readonly attributes: Attributes;
  readonly startMs: number;
  readonly counts: number[];
  count: number;
  sum: number;
  min: number;
  max: number;
  exemplars: (DurationExemplar | undefined)[];
}

export class DurationReader {
  readonly temporality: Temporality;
  readonly #drain: () => void;
  #sums = new Map<Series, Sum>();
  #collectedMs: number;

  /** @param sinceMs when the histogram began, which may be before anybody could read it */
  constructor(temporality: Temporality, sinceMs: number, drain: () => void) {
    this.temporality = temporality;
    this.#collectedMs = sinceMs;
    this.#drain = drain;
  }

  /** The points of now. Exemplars are those since the last time, whatever the temporality. */
  collect(): DurationPoint[] {
    this.#drain();
    const nowMs = clock.now();
    const sums = [...this.#sums.values()];
    const points = sums.map((sum) => this.#point(sum, nowMs));
    if (this.temporality === 'delta') this.#sums = new Map();
    else for (const sum of sums) sum.exemplars = [];
    this.#collectedMs = nowMs;
    return points;
  }

  /** Adds what a series has recorded since it was last cleared. */
  take(series: Series): void {
    const sum = this.#sums.get(series) ?? this.#begin(series);
    for (let bucket = 0; bucket < sum.counts.length; bucket++) sum.counts[bucket]! += series.counts[bucket]!;
    sum.count += series.count;
    sum.sum += series.sum;
    sum.min = Math.min(sum.min, series.min);
    sum.max = Math.max(sum.max, series.max);
    series.exemplars.forEach((exemplar, bucket) => {
      sum.exemplars[bucket] = exemplar;
    });
  }

  #begin(series: Series): Sum {
    const { attributes, startMs, min, max } = series;
    const sum: Sum = { attributes, startMs, counts: noCounts(), count: 0, sum: 0, min, max, exemplars: [] };
    this.#sums.set(series, sum);
    return sum;
  }

  #point(sum: Sum, nowMs: number): DurationPoint {
    const startMs = this.temporality === 'delta' ? this.#collectedMs : sum.startMs;
    return {
      startTime: hrTime(Math.min(startMs, nowMs)),
      endTime: hrTime(nowMs),
      attributes: sum.attributes,
      value: {
        buckets: { boundaries: BOUNDARIES, counts: [...sum.counts] },
        count: sum.count,
        sum: sum.sum,
        min: sum.min,
        max: sum.max,
      },
      exemplars: sum.exemplars.flatMap((exemplar) => (exemplar ? [toExemplar(exemplar)] : [])),
    };
  }
}

function toExemplar({ timeMs, ...exemplar }: DurationExemplar): Exemplar {
  return { ...exemplar, time: hrTime(timeMs) };
}
