/** Which spans of a part are of which trace: a trace of ten spans is read from a part of thousands without a look at the others. */

export interface SpansByTrace {
  /** Numbers of spans, one trace's behind the other's. */
  records: Uint32Array;
  /** Of each trace: where its spans end there. */
  ends: Uint32Array;
}

/**
 * @param trace of each span, the number of its trace
 * @param count how many traces there are
 */
export function spansByTrace(trace: Uint32Array, count: number): SpansByTrace {
  const ends = new Uint32Array(count);
  for (const number of trace) ends[number]!++;
  for (let number = 1; number < count; number++) ends[number]! += ends[number - 1]!;
  const records = new Uint32Array(trace.length);
  // From the back, so that each trace's spans come in their order.
  const places = ends.slice();
  for (let record = trace.length - 1; record >= 0; record--) records[--places[trace[record]!]!] = record;
  return { records, ends };
}

/** One trace's spans, in order of arrival. */
export function recordsOf({ records, ends }: SpansByTrace, trace: number): Uint32Array {
  // A trace can be known to an open part before its first span is there.
  if (trace >= ends.length) return records.subarray(0, 0);
  return records.subarray(trace === 0 ? 0 : ends[trace - 1]!, ends[trace]!);
}

/** Numbers of traces by their ids, which are 16 bytes each: an open table, by their lower half, which is random by W3C. */
export class TraceNumbers {
  readonly #ids: Buffer;
  readonly #mask: number;
  /** Numbers and one; 0 is free. */
  readonly #table: Uint32Array;

  constructor(ids: Buffer) {
    this.#ids = ids;
    const size = 2 ** Math.ceil(Math.log2(ids.length / 8 + 2));
    this.#mask = size - 1;
    this.#table = new Uint32Array(size);
    for (let at = 0; at < ids.length; at += 16) this.#table[this.#placeOf(ids, at)] = at / 16 + 1;
  }

  get byteLength(): number {
    return this.#table.byteLength;
  }

  /** -1 for none. */
  find(id: Buffer): number {
    return this.#table[this.#placeOf(id, 0)]! - 1;
  }

  #placeOf(id: Buffer, at: number): number {
    const word = id.readInt32LE(at + 12) ^ Math.imul(id.readInt32LE(at + 8), 0x9e3779b1);
    for (let place = Math.imul(word ^ (word >>> 15), 0x85ebca6b) >>> 0; ; place++) {
      const number = this.#table[place & this.#mask]!;
      if (number === 0) return place & this.#mask;
      const start = (number - 1) * 16;
      if (this.#ids.compare(id, at, at + 16, start, start + 16) === 0) return place & this.#mask;
    }
  }
}
