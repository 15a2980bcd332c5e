/**
 * Pages of traces, newest first, by the start of the trace.
 *
 * Parts are looked at by their latest span, the latest first. A span that matches makes its trace a candidate, which began no
 * later than its spans in that part; nothing that is still unseen began later than the next part's latest span. So a candidate
 * that is before all others and all unseen ones by this bound is looked up in full, and is the next of the page when its true
 * start stands before the bounds as well.
 */

import { compare } from '../compare.ts';
import { Heap } from '../heap.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import type { TraceQuery } from '../queries.ts';
import type { TracePage, TraceSummary } from '../telemetry-store.ts';
import { newestFirst, parsePlace, placeText, type TracePlace } from '../trace-place.ts';
import type { Turns } from '../turns.ts';
import type { LargeSummaries } from './large-summaries.ts';
import { SpanMatcher } from './span-matcher.ts';
import type { SpanPart } from './span-part.ts';
import type { SpanSource } from './span-source.ts';
import { madeOfRows, type TraceRows, traceRows } from './trace-rows.ts';

/** A trace that began at its start, or before. */
interface Candidate extends TracePlace {
  /** Once it was looked up. */
  rows?: TraceRows;
}

export async function searchTraces(
  part: SpanPart,
  query: TraceQuery,
  summaries: LargeSummaries,
  turns: Turns,
): Promise<TracePage> {
  const place = query.before === undefined ? undefined : parsePlace(query.before);
  const search = new TraceSearch(part, query, place, turns);
  const found: Candidate[] = [];
  for await (const candidate of search.newestFirst()) {
    if (place !== undefined && newestFirst(candidate, place) <= 0) continue;
    if (found.push(candidate) > query.limit) break;
  }
  const page = found.slice(0, query.limit);
  const traces: TraceSummary[] = [];
  for (const { traceId, rows } of page) {
    const summary = await madeOfRows(
      (each) => summaries.summaryOf(traceId, each),
      rows!,
      () => traceRows(part, traceId, turns),
    );
    if (summary !== undefined) traces.push(summary);
    await turns.giveWay();
  }
  return found.length > page.length ? { traces, next: placeText(page.at(-1)!) } : { traces };
}

class TraceSearch {
  readonly #part: SpanPart;
  readonly #matcher: SpanMatcher;
  /** The page begins behind it. */
  readonly #place: TracePlace | undefined;
  readonly #turns: Turns;
  /** Parts not looked at, the one with the latest span last. */
  readonly #unseen: SpanSource[];
  readonly #candidates = new Heap<Candidate>(newestFirst);
  readonly #known = new Set<string>();

  constructor(part: SpanPart, query: TraceQuery, place: TracePlace | undefined, turns: Turns) {
    this.#part = part;
    this.#place = place;
    this.#matcher = new SpanMatcher(query);
    this.#turns = turns;
    const id = query.traceId === undefined ? undefined : Buffer.from(query.traceId, 'hex');
    const sources = id?.length === 16 ? part.sourcesOf(id) : part.sources();
    this.#unseen = sources.sort((one, other) => compare(one.lastStart, other.lastStart));
  }

  /** A trace that arrived meanwhile, and belongs before one that was given already, is left to who asks next. */
  async *newestFirst(): AsyncGenerator<Candidate> {
    let last: Candidate | undefined;
    for (;;) {
      const first = this.#candidates.first;
      const unseen = this.#unseen.at(-1);
      if (unseen !== undefined && (first === undefined || first.start <= unseen.lastStart)) {
        this.#unseen.pop();
        unlessGone(() => this.#lookAt(unseen));
      } else if (first === undefined) return;
      else {
        this.#candidates.takeFirst();
        if (first.rows === undefined) await this.#lookUp(first);
        else if (last === undefined || newestFirst(last, first) < 0) {
          last = first;
          yield first;
        }
      }
      await this.#turns.giveWay();
    }
  }

  #lookAt(source: SpanSource): void {
    if (!this.#matcher.mayMatch(source)) return;
    const holds = this.#matcher.matches(source);
    if (holds === undefined) return;
    const { traceIds } = source.ids();
    const starts = startsOf(source, holds);
    for (let number = 0; number < starts.length; number++) {
      const start = starts[number];
      if (start === undefined) continue;
      const traceId = traceIds.toString('hex', number * 16, number * 16 + 16);
      if (this.#known.has(traceId)) continue;
      this.#known.add(traceId);
      if (this.#mayFollow(start, traceIds.subarray(number * 16, number * 16 + 16)))
        this.#candidates.add({ traceId, start });
    }
  }

  /**
   * False of a trace that began after the place where the page begins: none of its parts has a span from before. Else the last
   * of a thousand pages would look up the traces of all.
   */
  #mayFollow(start: bigint, traceId: Buffer): boolean {
    const place = this.#place;
    if (place === undefined || start <= place.start) return true;
    return this.#part.sourcesOf(traceId).some(({ firstStart }) => firstStart <= place.start);
  }

  async #lookUp(candidate: Candidate): Promise<void> {
    const rows = await traceRows(this.#part, candidate.traceId, this.#turns);
    if (rows.length > 0) this.#candidates.add({ ...candidate, start: rows.start, rows });
  }
}

/** Of each trace that a match is in: when its earliest span of this part starts. */
function startsOf(source: SpanSource, holds: Uint8Array): (bigint | undefined)[] {
  const { trace } = source.ids();
  const { start } = source.columns();
  const matched: boolean[] = [];
  for (let span = 0; span < holds.length; span++) if (holds[span] === 1) matched[trace[span]!] = true;
  const starts: (bigint | undefined)[] = [];
  for (let span = 0; span < holds.length; span++) {
    const number = trace[span]!;
    if (!matched[number]) continue;
    const known = starts[number];
    if (known === undefined || start[span]! < known) starts[number] = start[span]!;
  }
  return starts;
}
