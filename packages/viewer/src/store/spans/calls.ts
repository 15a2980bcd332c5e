/**
 * Which services call which, over all traces with a span in a range of time.
 *
 * Spans are dealt into lots by trace, so that the spans of a trace, from whatever parts, meet in one; a lot is sorted by trace,
 * and each trace is a few numbers. Only one with two spans of one id takes the long way of `oracle/calls.ts`.
 */

import { separateShared } from '@waymark/zipkin';
import { GrowingInts } from '../blocks/growing-ints.ts';
import { compare } from '../compare.ts';
import { unlessGone } from '../keeping/block-gone.ts';
import { STATUS_ERROR } from '../matching/span-fields.ts';
import { isWithin } from '../matching/time-range.ts';
import type { ServiceCall, TimeRange } from '../telemetry-store.ts';
import type { Turns } from '../turns.ts';
import { traceIdHash } from './span-hashes.ts';
import type { SpanPart } from './span-part.ts';
import type { SpanSource } from './span-source.ts';

const LOTS = 64;

/** More spans are dealt in several rounds, each with its share of the traces: memory stays below a hundred megabytes. */
const SPANS_A_ROUND = 1_000_000;

/** Of each span in a lot, in this order. 64-bit numbers as two words, low first. */
const ROW = { trace: 0, id: 2, parent: 4, start: 6, service: 8, kind: 9, flags: 10 };
const ROW_INTS = 11;
const IN_RANGE = 1;
const IN_ERROR = 2;

export async function callsOf(part: SpanPart, range: TimeRange, turns: Turns): Promise<ServiceCall[]> {
  const sources = await sourcesFor(part, range, turns);
  const calls = new Calls();
  const rounds = Math.ceil(sources.reduce((sum, { count }) => sum + count, 0) / SPANS_A_ROUND);
  for (let round = 0; round < rounds; round++) {
    const lots = new Lots(round, rounds);
    for (const source of sources) {
      unlessGone(() => lots.deal(source, calls.numberOf(source.service), range));
      await turns.giveWay();
    }
    for (const lot of lots.all) {
      addLot(lot, calls);
      await turns.giveWay();
    }
  }
  return calls.sorted();
}

/** Those with spans in the range, and those that may have other spans of their traces. */
async function sourcesFor(part: SpanPart, range: TimeRange, turns: Turns): Promise<SpanSource[]> {
  const { fromUnixNano = 0n, toUnixNano = 2n ** 64n } = range;
  const all = part.sources();
  const inside = all.filter((each) => each.lastStart >= fromUnixNano && each.firstStart < toUnixNano);
  const wanted = new Set(inside);
  for (const source of inside) {
    if (wanted.size === all.length) break;
    const { traceIds } = unlessGone(() => source.ids()) ?? { traceIds: Buffer.alloc(0) };
    for (let at = 0; at < traceIds.length; at += 16) {
      for (const each of part.sourcesOf(traceIds.subarray(at, at + 16))) wanted.add(each);
    }
    await turns.giveWay();
  }
  return [...wanted];
}

class Lots {
  readonly all = Array.from({ length: LOTS }, () => new GrowingInts());
  readonly #first: number;
  readonly #count: number;

  constructor(round: number, rounds: number) {
    this.#first = round * LOTS;
    this.#count = rounds * LOTS;
  }

  deal(source: SpanSource, service: number, range: TimeRange): void {
    const { traceIds, trace, spanId, parentId } = source.ids();
    const { start, kind, status } = source.columns();
    const hashes = Array.from({ length: traceIds.length / 16 }, (_, at) => traceIdHash(traceIds, at * 16));
    const columns = [spanId, parentId, start].map(
      (column) => new Int32Array(column.buffer, column.byteOffset),
    );
    for (let span = 0; span < trace.length; span++) {
      const hash = hashes[trace[span]!]!;
      const lot = this.all[((hash.one >>> 0) % this.#count) - this.#first];
      if (lot === undefined) continue;
      lot.push64(hash.one, hash.other);
      for (const words of columns) lot.push64(words[span * 2]!, words[span * 2 + 1]!);
      lot.push64(service, kind[span]!);
      const inRange = isWithin(start[span]!, range) ? IN_RANGE : 0;
      lot.push(inRange | (status[span] === STATUS_ERROR ? IN_ERROR : 0));
    }
  }
}

/** Adds the calls of a lot, trace by trace. */
function addLot({ data, length }: GrowingInts, calls: Calls): void {
  const rows = Uint32Array.from({ length: length / ROW_INTS }, (_, row) => row * ROW_INTS);
  rows.sort((one, other) => data[one]! - data[other]! || data[one + 1]! - data[other + 1]!);
  for (let first = 0, end = 0; first < rows.length; first = end) {
    while (end < rows.length && sameWords(data, rows[first]!, rows[end]!)) end++;
    const trace = rows.subarray(first, end);
    const byId = rowsById(data, trace);
    if (byId === undefined) addShared(data, trace, calls);
    else addDistinct(data, trace, byId, calls);
  }
}

/** Undefined where two spans have one id. */
function rowsById(data: Int32Array, trace: Uint32Array): Map<bigint, number> | undefined {
  const byId = new Map<bigint, number>();
  for (const row of trace) byId.set(wide(data, row + ROW.id), row);
  return byId.size === trace.length ? byId : undefined;
}

function addDistinct(data: Int32Array, trace: Uint32Array, byId: Map<bigint, number>, calls: Calls): void {
  for (const row of trace) {
    const flags = data[row + ROW.flags]!;
    const parent = flags & IN_RANGE ? byId.get(wide(data, row + ROW.parent)) : undefined;
    if (parent !== undefined) calls.add(data[parent + ROW.service]!, data[row + ROW.service]!, flags);
  }
}

/** A server that shares the id of its client is called by it, and calls what its own process made below it. */
function addShared(data: Int32Array, trace: Uint32Array, calls: Calls): void {
  const spans = Array.from(trace, (row) => ({
    traceId: '',
    spanId: hex(wide(data, row + ROW.id)),
    parentSpanId: hex(wide(data, row + ROW.parent)),
    start: wide(data, row + ROW.start),
    kind: data[row + ROW.kind]!,
    service: calls.services[data[row + ROW.service]!]!,
    flags: data[row + ROW.flags]!,
  }));
  spans.sort(
    (one, other) =>
      compare(one.start, other.start) ||
      compare(one.spanId, other.spanId) ||
      compare(one.kind, other.kind) ||
      compare(one.service, other.service),
  );
  const separate = separateShared(spans, ({ service }) => service);
  const byId = new Map(separate.toReversed().map((span) => [span.spanId, span]));
  for (const { parentSpanId, service, flags } of separate) {
    const parent = flags & IN_RANGE && parentSpanId !== '' ? byId.get(parentSpanId) : undefined;
    if (parent) calls.add(calls.numberOf(parent.service), calls.numberOf(service), flags);
  }
}

/** Sums by pairs of services. */
class Calls {
  readonly services: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sums = new Map<string, ServiceCall>();

  numberOf(service: string): number {
    const known = this.#numbers.get(service);
    if (known !== undefined) return known;
    this.#numbers.set(service, this.services.length);
    return this.services.push(service) - 1;
  }

  add(parent: number, child: number, flags: number): void {
    const key = `${parent} ${child}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { parent: this.services[parent]!, child: this.services[child]!, callCount: 0, errorCount: 0 };
      this.#sums.set(key, sum);
    }
    sum.callCount++;
    if (flags & IN_ERROR) sum.errorCount++;
  }

  /** By parent and child. */
  sorted(): ServiceCall[] {
    return [...this.#sums.values()].sort(
      (one, other) => compare(one.parent, other.parent) || compare(one.child, other.child),
    );
  }
}

const sameWords = (data: Int32Array, one: number, other: number) =>
  data[one] === data[other] && data[one + 1] === data[other + 1];

const wide = (data: Int32Array, at: number) => (BigInt(data[at + 1]! >>> 0) << 32n) | BigInt(data[at]! >>> 0);

/** Of a parent: empty for none. */
const hex = (id: bigint) => (id === 0n ? '' : id.toString(16).padStart(16, '0'));
