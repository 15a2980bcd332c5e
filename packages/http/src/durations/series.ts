/** The durations of requests that agree in everything, since somebody last took them. */
import { type Attributes, isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { clock } from '@waymark/tracing';
import { agree, copyOf, type DurationFacts, durationAttributes } from './measurement.ts';

/** Seconds; the semantic conventions' advice for HTTP durations, which upstream follows. */
export const BOUNDARIES: number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Which measurements may become exemplars: OTEL_METRICS_EXEMPLAR_FILTER. */
export type ExemplarFilter = 'always_on' | 'always_off' | 'trace_based';

/** One measurement of a bucket, with the span that it was made in, if any. */
export interface DurationExemplar {
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}

export class Series {
  readonly attributes: Attributes;
  /** Milliseconds since the epoch. */
  readonly startMs: number = clock.now();
  readonly counts: number[] = noCounts();
  count = 0;
  sum = 0;
  min: number = Number.POSITIVE_INFINITY;
  max = 0;
  /** At most one for each bucket, at its index. */
  exemplars: (DurationExemplar | undefined)[] = [];
  readonly #facts: Readonly<DurationFacts> | undefined;
  /** How many measurements of each bucket could have become its exemplar. */
  readonly #offered: number[] = noCounts();

  /** @param facts what its requests agree in; none for the series of all those that are too many */
  constructor(facts: DurationFacts | undefined) {
    this.#facts = facts && copyOf(facts);
    this.attributes = facts ? durationAttributes(facts) : { 'otel.metric.overflow': true };
  }

  isOf(facts: DurationFacts): boolean {
    return agree(this.#facts!, facts);
  }

  /** Returns the bucket. */
  add(seconds: number): number {
    let bucket = 0;
    // From the front, where most requests are; a boundary belongs to the bucket below it.
    while (bucket < BOUNDARIES.length && seconds > BOUNDARIES[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.count++;
    this.sum += seconds;
    if (seconds < this.min) this.min = seconds;
    if (seconds > this.max) this.max = seconds;
    return bucket;
  }

  /**
   * Each measurement of a bucket is as likely as any other to be its exemplar in the end
   * (metrics/sdk.md#alignedhistogrambucketexemplarreservoir), and all but the first few cost one random number.
   */
  offer(bucket: number, seconds: number, context: SpanContext): void {
    if (Math.random() * ++this.#offered[bucket]! >= 1) return;
    const known = isSpanContextValid(context);
    const { traceId, spanId } = context;
    this.exemplars[bucket] = {
      value: seconds,
      timeMs: clock.now(),
      traceId: known ? ownCopy(traceId) : undefined,
      spanId: known ? ownCopy(spanId) : undefined,
    };
  }

  /** Starts over, once its numbers have been taken. */
  clear(): void {
    this.counts.fill(0);
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = 0;
    this.exemplars = [];
    this.#offered.fill(0);
  }
}

export function isEligible(filter: ExemplarFilter, { traceFlags }: SpanContext): boolean {
  if (filter === 'always_off') return false;
  return filter === 'always_on' || (traceFlags & TraceFlags.SAMPLED) !== 0;
}

export function noCounts(): number[] {
  return new Array<number>(BOUNDARIES.length + 1).fill(0);
}

/** Ids are slices of kilobytes of random digits, which an exemplar would keep alive until the next export. */
function ownCopy(id: string): string {
  return Buffer.from(id, 'latin1').toString('latin1');
}
