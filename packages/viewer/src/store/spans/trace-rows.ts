/** The spans of one trace, wherever they are: pairs of a part and a number in it, by start. */

import { GrowingInts } from '../blocks/growing-ints.ts';
import { compare } from '../compare.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import type { Turns } from '../turns.ts';
import { recordsOf } from './by-trace.ts';
import type { SpanPart } from './span-part.ts';
import type { SpanColumns, SpanIds, SpanSource } from './span-source.ts';

/** A part, with what orders its spans at hand. */
interface Part {
  source: SpanSource;
  columns: SpanColumns;
  ids: SpanIds;
  /** Spans of the trace that are in it. */
  count: number;
}

export class TraceRows {
  readonly #parts: Part[] = [];
  /** Pairs: which part, which span. */
  readonly #rows = new GrowingInts();
  #order: Uint32Array | undefined;
  #start: bigint | undefined;

  /** Numbers of pairs, in order: by start, then id, kind and service, as `compareSpans` has it. */
  get order(): Uint32Array {
    this.#order ??= this.#sorted();
    return this.#order;
  }

  /** Of the earliest. */
  get start(): bigint {
    this.#start ??= this.#earliest();
    return this.#start;
  }

  get length(): number {
    return this.#rows.length / 2;
  }

  sourceOf(row: number): SpanSource {
    return this.#part(row).source;
  }

  columnsOf(row: number): SpanColumns {
    return this.#part(row).columns;
  }

  idsOf(row: number): SpanIds {
    return this.#part(row).ids;
  }

  recordOf(row: number): number {
    return this.#rows.data[row * 2 + 1]!;
  }

  startOf(row: number): bigint {
    return this.columnsOf(row).start[this.recordOf(row)]!;
  }

  /** Not before the start, whatever the sender's clock did. */
  endOf(row: number): bigint {
    const [start, end] = [this.startOf(row), this.columnsOf(row).end[this.recordOf(row)]!];
    if (end < start) return start;
    return end;
  }

  spanIdOf(row: number): bigint {
    return this.idsOf(row).spanId[this.recordOf(row)]!;
  }

  parentIdOf(row: number): bigint {
    return this.idsOf(row).parentId[this.recordOf(row)]!;
  }

  nameOf(row: number): string {
    return this.sourceOf(row).meta().names[this.columnsOf(row).name[this.recordOf(row)]!]!;
  }

  kindOf(row: number): number {
    return this.columnsOf(row).kind[this.recordOf(row)]!;
  }

  statusOf(row: number): number {
    return this.columnsOf(row).status[this.recordOf(row)]!;
  }

  /** How many of the spans are in which part. */
  countsBySource(): [source: SpanSource, count: number][] {
    return this.#parts.map(({ source, count }) => [source, count]);
  }

  /** Adds the trace's spans that are in a part. */
  add(source: SpanSource, traceId: Buffer): void {
    const trace = source.traceNumber(traceId);
    if (trace < 0) return;
    const part = { source, columns: source.columns(), ids: source.ids(), count: 0 };
    const number = this.#parts.push(part) - 1;
    for (const record of recordsOf(source.byTrace(), trace)) {
      this.#rows.push64(number, record);
      part.count++;
    }
  }

  #earliest(): bigint {
    let earliest = this.length === 0 ? 0n : this.startOf(0);
    for (let row = 1; row < this.length; row++) {
      const start = this.startOf(row);
      if (start < earliest) earliest = start;
    }
    return earliest;
  }

  #sorted(): Uint32Array {
    const { length, start } = this;
    const offsets = Float64Array.from({ length }, (_, row) => Number(this.startOf(row) - start));
    const order = Uint32Array.from({ length }, (_, row) => row);
    return order.sort((one, other) => offsets[one]! - offsets[other]! || this.#compare(one, other));
  }

  #compare(one: number, other: number): number {
    return (
      compare(this.startOf(one), this.startOf(other)) ||
      compare(this.spanIdOf(one), this.spanIdOf(other)) ||
      compare(this.kindOf(one), this.kindOf(other)) ||
      compare(this.sourceOf(one).service, this.sourceOf(other).service)
    );
  }

  #part(row: number): Part {
    return this.#parts[this.#rows.data[row * 2]!]!;
  }
}

/** @param traceId 32 digits: of others there are none */
export async function traceRows(part: SpanPart, traceId: string, turns: Turns): Promise<TraceRows> {
  const id = Buffer.from(traceId, 'hex');
  const rows = new TraceRows();
  for (const source of id.length === 16 ? part.sourcesOf(id) : []) {
    unlessGone(() => rows.add(source, id));
    await turns.giveWay();
  }
  return rows;
}

/**
 * What `make` makes of rows, all at once. Where it comes upon a block that was dropped since they were read, they are read
 * again: the trace is then what is left of it.
 */
export async function madeOfRows<T>(
  make: (rows: TraceRows) => T,
  rows: TraceRows,
  readAgain: () => Promise<TraceRows>,
): Promise<T> {
  const whole = unlessGone(() => ({ made: make(rows) }));
  return whole === undefined ? madeOfRows(make, await readAgain(), readAgain) : whole.made;
}
