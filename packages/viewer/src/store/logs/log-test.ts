/** A query, made ready to be held against one source after another. What costs least is asked first. */

import type { HashPair } from '../blocks/hash.ts';
import { type ValueTest, valueTest } from '../blocks/value-test.ts';
import { attributeHolds } from '../matching/attribute-condition.ts';
import { isWithin } from '../matching/time-range.ts';
import {
  areSingleWords,
  hasWords,
  indexQuery,
  prefixQuery,
  type WantedWords,
  wantedWords,
} from '../matching/words.ts';
import type { AttributeCondition, LogQuery } from '../queries.ts';
import { logRequestIds } from '../request-id.ts';
import { bodyTextOf } from './log-body.ts';
import { spanIdNumber, timeAt, traceIdHalves } from './log-columns.ts';
import { type LogBounds, type LogContents, logAt, restAt } from './log-contents.ts';
import { mayHoldAll, wantedHashes } from './log-filter.ts';
import type { LogSource } from './log-source.ts';

/** Where a record stands in the order of answers: by time, then by arrival. */
export interface LogPlace {
  time: bigint;
  id: number;
}

export const isBefore = (one: LogPlace, other: LogPlace): boolean =>
  one.time < other.time || (one.time === other.time && one.id < other.id);

export class LogTest {
  readonly #query: LogQuery;
  readonly #hashes: readonly HashPair[];
  readonly #words: readonly WantedWords[];
  /** Queries of FTS5: what the index is asked before anything else is, and all of it. */
  readonly #firstWords: string;
  readonly #allWords: string;
  readonly #conditions: readonly { condition: AttributeCondition; test: ValueTest }[];
  readonly #trace: readonly [high: bigint, low: bigint] | undefined;
  readonly #span: bigint | undefined;
  readonly #after: number;

  constructor(query: LogQuery) {
    this.#query = query;
    this.#hashes = wantedHashes(query);
    this.#words = wantedWords(query.text ?? '');
    this.#allWords = [indexQuery(this.#words), prefixQuery(this.#words)].filter((part) => part).join(' ');
    this.#firstWords =
      indexQuery(this.#words) || isNarrowed(query) ? indexQuery(this.#words) : this.#allWords;
    this.#conditions = query.attributes.map((condition) => ({ condition, test: valueTest(condition) }));
    this.#trace = query.traceId === undefined ? undefined : traceIdHalves(query.traceId);
    this.#span = query.spanId === undefined ? undefined : spanIdNumber(query.spanId);
    this.#after = Number(query.after ?? -1);
  }

  /** Whether a source with these bounds may have an answer. */
  mayHold(bounds: LogBounds): boolean {
    const { service, traceId, spanId, fromUnixNano, toUnixNano, minSeverity, maxSeverity } = this.#query;
    if (bounds.count === 0 || bounds.lastId <= this.#after) return false;
    if (service !== undefined && service !== bounds.service) return false;
    if (traceId !== undefined && this.#trace === undefined) return false;
    if (spanId !== undefined && this.#span === undefined) return false;
    if (fromUnixNano !== undefined && bounds.maxTime < fromUnixNano) return false;
    if (toUnixNano !== undefined && bounds.minTime >= toUnixNano) return false;
    return (
      bounds.maxSeverity >= (minSeverity ?? -Infinity) && bounds.minSeverity <= (maxSeverity ?? Infinity)
    );
  }

  /**
   * Rows that satisfy the query and stand before `end` in time and not before `floor`.
   * @throws BlockGone
   */
  rows(source: LogSource, end: LogPlace | undefined, floor: LogPlace | undefined): number[] {
    if (source.filter && this.#hashes.length > 0 && !mayHoldAll(source.filter(), this.#hashes)) return [];
    const contents = source.contents();
    const held = this.#conditions.map(({ condition, test }) => heldBy(contents, condition, test));
    if (held.some(({ impossible }) => impossible)) return [];
    const inIndex = this.#firstWords === '' ? undefined : source.rowsMatching?.(this.#firstWords);
    if (inIndex?.length === 0) return [];
    const { bounds } = source;
    let rows = this.#inColumns(bounds, contents, inIndex ?? everyRow(bounds.count), end, floor);
    for (const { rowsOf } of held) rows = rows.length === 0 ? rows : rowsOf(rows);
    rows = this.#withWords(rows, source, contents, inIndex !== undefined);
    const { requestId } = this.#query;
    if (requestId === undefined) return rows;
    return rows.filter((row) => logRequestIds(logAt(bounds, contents, row).record).all.includes(requestId));
  }

  /** What the index has not told, it or the bodies do. @param areFirst whether the rows have the first words already */
  #withWords(rows: number[], source: LogSource, contents: LogContents, areFirst: boolean): number[] {
    if (this.#words.length === 0 || rows.length === 0) return rows;
    const areAll = this.#firstWords === this.#allWords;
    const begun = areAll || rows.length <= FEW_ROWS ? undefined : source.rowsMatching?.(this.#allWords);
    const left = begun === undefined ? rows : inBoth(rows, begun);
    const isSure = begun !== undefined || (areFirst && areAll);
    if (isSure && areSingleWords(this.#words)) return left;
    return left.filter((row) => hasWords(bodyTextOf(restAt(contents, row)), this.#words));
  }

  #inColumns(
    { firstId }: LogBounds,
    { columns }: LogContents,
    rows: Iterable<number>,
    end: LogPlace | undefined,
    floor: LogPlace | undefined,
  ): number[] {
    const { minSeverity = -Infinity, maxSeverity = Infinity } = this.#query;
    const isTimed = this.#query.fromUnixNano !== undefined || this.#query.toUnixNano !== undefined;
    const found: number[] = [];
    for (const row of rows) {
      const id = firstId + columns.idOffset[row]!;
      const severity = columns.severity[row]!;
      if (id <= this.#after || severity < minSeverity || severity > maxSeverity) continue;
      if (this.#span !== undefined && columns.spanId[row] !== this.#span) continue;
      if (
        this.#trace &&
        (columns.traceLow[row] !== this.#trace[1] || columns.traceHigh[row] !== this.#trace[0])
      )
        continue;
      const place = { time: timeAt(columns, row), id };
      if (isTimed && !isWithin(place.time, this.#query)) continue;
      if ((end && !isBefore(place, end)) || (floor && isBefore(place, floor))) continue;
      found.push(row);
    }
    return found;
  }
}

function* everyRow(count: number): Generator<number> {
  for (let row = 0; row < count; row++) yield row;
}

/** As many bodies are read sooner than FTS5 joins the lines of a thousand words that begin alike. */
const FEW_ROWS = 512;

/** Whether anything but words, the service and the time says which lines are wanted. */
function isNarrowed({ traceId, spanId, requestId, minSeverity, maxSeverity, attributes }: LogQuery): boolean {
  const wanted = [traceId, spanId, requestId, minSeverity, maxSeverity];
  return attributes.length > 0 || wanted.some((each) => each !== undefined);
}

function inBoth(rows: readonly number[], others: readonly number[]): number[] {
  const wanted = new Set(others);
  return rows.filter((row) => wanted.has(row));
}

interface Held {
  /** No row can. */
  impossible: boolean;
  rowsOf: (rows: readonly number[]) => number[];
}

/** On the record itself, or on what its group shares. */
function heldBy(contents: LogContents, condition: AttributeCondition, test: ValueTest): Held {
  const isNot = condition.operator === '!=';
  const positive: AttributeCondition = isNot ? { ...condition, operator: '=' } : condition;
  const onGroup = contents.groups.map(({ resource, scope }) =>
    attributeHolds(positive, [resource.attributes, scope.attributes]),
  );
  const onRecord = contents.attributes.holding(condition.key, test);
  return {
    impossible: !isNot && onRecord === undefined && !onGroup.includes(true),
    rowsOf: (rows) => {
      const { group } = contents.columns;
      return rows.filter((row) => (onRecord?.[row] === 1 || onGroup[group[row]!]!) !== isNot);
    },
  };
}
