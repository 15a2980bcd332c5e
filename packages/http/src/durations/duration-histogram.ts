/**
 * One of the histograms of HTTP durations. `record` is on the path of every request: it finds the series by comparing
 * plain fields, adds to numbers, and allocates nothing. Readers take what has come together since, each in its
 * own temporality. RATIONALE.md tells why this is not an instrument of the metrics SDK.
 */
import type { Span } from '@opentelemetry/api';
import { clock } from '@waymark/tracing';
import { DurationReader, type Temporality } from './duration-reader.ts';
import type { DurationFacts, DurationRecorder } from './measurement.ts';
import { type ExemplarFilter, isEligible, Series } from './series.ts';

/** Most attribute sets, the one of all others included (metrics/sdk.md#cardinality-limits). */
export const CARDINALITY_LIMIT = 2000;

export class DurationHistogram implements DurationRecorder {
  /** Whether anything was recorded that no reader has taken yet. */
  changed = false;
  readonly #filter: ExemplarFilter;
  readonly #onChange: () => void;
  /** By what tells most apart: the route of a server, the address of a client. */
  #series = new Map<string | undefined, Series[]>();
  #size = 0;
  #overflow: Series | undefined;
  #last: Series | undefined;
  readonly #readers: DurationReader[] = [];
  readonly #sinceMs: number = clock.now();

  /** @param onChange called when `changed` becomes true, before the measurement is kept */
  constructor(filter: ExemplarFilter, onChange: () => void = () => {}) {
    this.#filter = filter;
    this.#onChange = onChange;
  }

  record(facts: DurationFacts, seconds: number, span: Span): void {
    if (!this.changed) {
      this.changed = true;
      this.#onChange();
    }
    const last = this.#last;
    const series = last?.isOf(facts) === true ? last : this.#seriesOf(facts);
    const bucket = series.add(seconds);
    if (this.#filter === 'always_off') return;
    const context = span.spanContext();
    if (isEligible(this.#filter, context)) series.offer(bucket, seconds, context);
  }

  /** Made for one metric reader. It should be there before anything is taken: it gets what comes later only. */
  reader(temporality: Temporality): DurationReader {
    const reader = new DurationReader(temporality, this.#sinceMs, () => this.#drain());
    this.#readers.push(reader);
    return reader;
  }

  #seriesOf(facts: DurationFacts): Series {
    const key = facts.route ?? facts.address;
    const found = this.#series.get(key)?.find((series) => series.isOf(facts)) ?? this.#add(key, facts);
    if (found !== this.#overflow) this.#last = found;
    return found;
  }

  #add(key: string | undefined, facts: DurationFacts): Series {
    if (this.#size >= CARDINALITY_LIMIT - 1) {
      this.#overflow ??= new Series(undefined);
      return this.#overflow;
    }
    this.#size++;
    const series = new Series(facts);
    const beside = this.#series.get(key);
    if (beside === undefined) this.#series.set(key, [series]);
    else beside.push(series);
    return series;
  }

  /** Gives every reader what was recorded since, so that none misses what another takes. */
  #drain(): void {
    if (!this.changed) return;
    this.changed = false;
    const all = [...this.#series.values()].flat();
    if (this.#overflow !== undefined) all.push(this.#overflow);
    for (const series of all) {
      if (series.count === 0) continue;
      for (const reader of this.#readers) reader.take(series);
      series.clear();
    }
    if (this.#readers.length === 1 && this.#readers[0]!.temporality === 'delta') this.#forget();
  }

  /** Delta points mean nothing to the next ones: the limit is then one of an interval, and old routes go. */
  #forget(): void {
    this.#series = new Map();
    this.#size = 0;
    this.#overflow = undefined;
    this.#last = undefined;
  }
}
