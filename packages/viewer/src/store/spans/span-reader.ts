/** What is asked of spans, as {@link TelemetryStore} has it. */

import type { OtlpAnyValue } from '@waymark/otlp';
import { memberTexts, memberTextsOf } from '../blocks/value-bytes.ts';
import { compare } from '../compare.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import type { SpanCondition, TraceQuery } from '../queries.ts';
import type {
  FoundId,
  Operation,
  ServiceCall,
  StoredSpan,
  TimeRange,
  TraceColumns,
  TracePage,
  TraceSummary,
} from '../telemetry-store.ts';
import { Turns } from '../turns.ts';
import { callsOf } from './calls.ts';
import { findSpan, findTraceOfRequest } from './find-spans.ts';
import { LargeSummaries } from './large-summaries.ts';
import { keyHash } from './span-hashes.ts';
import type { SpanPart } from './span-part.ts';
import type { SpanMeta, SpanSource } from './span-source.ts';
import { columnsOf, matchingSpans, spansOf, spansWithEvents } from './trace-reader.ts';
import { madeOfRows, type TraceRows, traceRows } from './trace-rows.ts';
import { searchTraces } from './trace-search.ts';

/** Keys and values are looked for in the newest so many parts: some hundred thousand spans. */
const SOURCES_FOR_NAMES = 128;

/** Values that are counted at most, so that a key of ids does not fill the memory. */
const MAX_VALUES = 100_000;

export class SpanReader {
  readonly #part: SpanPart;
  readonly #summaries = new LargeSummaries();

  constructor(part: SpanPart) {
    this.#part = part;
  }

  async spansOf(traceId: string, only?: ReadonlySet<string>): Promise<StoredSpan[]> {
    const turns = new Turns();
    return spansOf(await this.#rows(traceId, turns), only, turns);
  }

  async matchingSpans(traceId: string, condition: SpanCondition): Promise<string[]> {
    const turns = new Turns();
    return matchingSpans(await this.#rows(traceId, turns), condition, turns);
  }

  async spansWithEvents(traceId: string): Promise<StoredSpan[]> {
    const turns = new Turns();
    return spansWithEvents(await this.#rows(traceId, turns), turns);
  }

  async columnsOf(traceId: string): Promise<TraceColumns> {
    return this.#made(traceId, columnsOf);
  }

  async summaryOf(traceId: string): Promise<TraceSummary | undefined> {
    return this.#made(traceId, (rows) => this.#summaries.summaryOf(traceId, rows));
  }

  search(query: TraceQuery): Promise<TracePage> {
    return searchTraces(this.#part, query, this.#summaries, new Turns());
  }

  /** @param traceId 32 digits */
  async findTrace(traceId: string): Promise<FoundId | undefined> {
    const rows = await this.#rows(traceId, new Turns());
    return rows.length === 0 ? undefined : { kind: 'trace', traceId, timeUnixNano: rows.start };
  }

  /** @param spanId 16 digits */
  findSpan(spanId: string): Promise<FoundId | undefined> {
    return findSpan(this.#part, spanId, new Turns());
  }

  findRequest(requestId: string): Promise<FoundId | undefined> {
    return findTraceOfRequest(this.#part, requestId, new Turns());
  }

  services(): Set<string> {
    return new Set(this.#part.sources().map(({ service }) => service));
  }

  async operations(service?: string): Promise<Operation[]> {
    const found = new Map<string, Operation>();
    const sources = this.#part.sources().filter((each) => service === undefined || each.service === service);
    await eachSource(sources, (source) => {
      const { names, operations } = source.meta();
      for (let at = 0; at < operations.length; at += 2) {
        const [name, kind] = [names[operations[at]!]!, operations[at + 1]!];
        found.set(`${kind} ${name}`, { name, kind });
      }
    });
    return [...found.values()].sort(
      (one, other) => compare(one.name, other.name) || compare(one.kind, other.kind),
    );
  }

  /** How often each key is there: on spans, their events and links, their scopes and their resources. */
  async keyCounts(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    await eachSource(this.#sourcesForNames(), (source) => {
      for (const [key, count] of source.attributes().keyCounts()) add(counts, key, count);
      eachShared(source.meta(), (key, _value, count) => add(counts, key, count));
    });
    return counts;
  }

  /** How often each value of a key is there, as text; of arrays their members. */
  async valueCounts(wanted: string): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const hash = keyHash(wanted);
    await eachSource(this.#sourcesForNames(), (source) => {
      if (!source.mayHold(hash)) return;
      source.attributes().eachValue(wanted, (bytes, start, end, count) => {
        for (const text of memberTextsOf(bytes, start, end)) add(counts, text, count);
      });
      eachShared(source.meta(), (key, value, count) => {
        if (key === wanted) for (const text of memberTexts(value)) add(counts, text, count);
      });
    });
    return counts;
  }

  calls(range: TimeRange): Promise<ServiceCall[]> {
    return callsOf(this.#part, range, new Turns());
  }

  #rows(traceId: string, turns: Turns): Promise<TraceRows> {
    return traceRows(this.#part, traceId, turns);
  }

  async #made<T>(traceId: string, make: (rows: TraceRows) => T): Promise<T> {
    const read = () => this.#rows(traceId, new Turns());
    return madeOfRows(make, await read(), read);
  }

  #sourcesForNames(): SpanSource[] {
    const sources = this.#part.sources().sort((one, other) => compare(other.lastStart, one.lastStart));
    return sources.slice(0, SOURCES_FOR_NAMES);
  }
}

async function eachSource(sources: readonly SpanSource[], read: (source: SpanSource) => void): Promise<void> {
  const turns = new Turns();
  for (const source of sources) {
    unlessGone(() => read(source));
    await turns.giveWay();
  }
}

/** Attributes of resources and scopes, with how many spans have them. */
function eachShared(
  { groups, groupCounts }: SpanMeta,
  found: (key: string, value: OtlpAnyValue, count: number) => void,
): void {
  for (const [number, { resource, scope }] of groups.entries()) {
    const count = groupCounts[number]!;
    for (const { key, value } of [...resource.attributes, ...scope.attributes]) found(key, value, count);
  }
}

function add(counts: Map<string, number>, text: string, count: number): void {
  const known = counts.get(text);
  if (known !== undefined || counts.size < MAX_VALUES) counts.set(text, (known ?? 0) + count);
}
