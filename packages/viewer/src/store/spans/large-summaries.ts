/** Lines of large traces, remembered: a list that is shown again and again does not read a hundred thousand spans each time. */

import type { TraceSummary } from '../telemetry-store.ts';
import type { SpanSource } from './span-source.ts';
import { summaryOf } from './trace-reader.ts';
import type { TraceRows } from './trace-rows.ts';

/** Fewer are read as fast as remembered. */
const LARGE = 500;

const MOST = 64;

interface Remembered {
  /** In which parts the trace was, and how many of its spans were in each: as long as that is the same, so is the line. */
  signature: string;
  summary: TraceSummary;
}

export class LargeSummaries {
  readonly #kept = new Map<string, Remembered>();
  readonly #numbers = new WeakMap<SpanSource, number>();
  #lastNumber = 0;

  /** Undefined when there are no rows. */
  summaryOf(traceId: string, rows: TraceRows): TraceSummary | undefined {
    if (rows.length === 0) return undefined;
    if (rows.length < LARGE) return summaryOf(traceId, rows);
    const signature = this.#signatureOf(rows);
    const known = this.#kept.get(traceId);
    if (known?.signature === signature) return known.summary;
    const summary = summaryOf(traceId, rows);
    this.#kept.delete(traceId);
    this.#kept.set(traceId, { signature, summary });
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
    return summary;
  }

  #signatureOf(rows: TraceRows): string {
    return rows
      .countsBySource()
      .map(([source, count]) => `${this.#numberOf(source)}:${count}`)
      .join();
  }

  /** Parts by number, so that those that are no more are not held in memory. */
  #numberOf(source: SpanSource): number {
    const known = this.#numbers.get(source);
    if (known !== undefined) return known;
    this.#numbers.set(source, ++this.#lastNumber);
    return this.#lastNumber;
  }
}
