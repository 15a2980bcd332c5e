/** Which row of a trace is whose parent. */

import type { TraceColumns } from '../../store/telemetry-store.ts';

export const NO_PARENT = -1;
export const PARENT_MISSING = -2;

const SERVER = 2;
const CLIENT = 3;

/**
 * For each row the row of its parent. Where a server has the id of its client, as Zipkin's libraries write it, the client is its
 * parent, and what the server's service made below that id hangs on the server. What a row names as its parent may be below
 * it: who walks up must know when to stop.
 */
export function parentRows(columns: TraceColumns): Int32Array {
  const { spanId, parentSpanId } = columns;
  const rows = new RowsById(spanId);
  const own = wordsOf(spanId);
  const above = wordsOf(parentSpanId);
  return Int32Array.from({ length: spanId.length }, (_, row) => {
    const client = clientOf(columns, row, rows.all(rows.first(own, row)));
    if (client !== undefined) return client;
    if (above[row * 2] === 0 && above[row * 2 + 1] === 0) return NO_PARENT;
    const parent = rows.first(above, row);
    return serverOf(columns, row, rows.all(parent)) ?? parent ?? PARENT_MISSING;
  });
}

const wordsOf = ({ buffer, byteOffset, length }: BigUint64Array) =>
  new Uint32Array(buffer, byteOffset, length * 2);

/** Of a server that shares its id with a client. */
function clientOf({ kind }: TraceColumns, row: number, sharing: readonly number[]): number | undefined {
  return kind[row] === SERVER ? sharing.find((other) => kind[other] === CLIENT) : undefined;
}

/** The server of the row's own service, among several spans with the id of its parent. */
function serverOf(
  { kind, service }: TraceColumns,
  row: number,
  sharing: readonly number[],
): number | undefined {
  return sharing.find((other) => kind[other] === SERVER && service[other] === service[row] && other !== row);
}

const NONE: readonly number[] = [];

/**
 * Rows by their id. An open table over words of 32 bits, since a Map would make a bigint of each id; and nearly all ids have one
 * row, so only those with more get a list.
 */
class RowsById {
  readonly #words: Uint32Array;
  readonly #mask: number;
  /** Rows and one, by the hash of their id; 0 is free. */
  readonly #table: Uint32Array;
  readonly #shared = new Map<number, number[]>();

  constructor(ids: BigUint64Array) {
    this.#words = wordsOf(ids);
    const size = 2 ** Math.ceil(Math.log2(ids.length * 2 + 2));
    this.#mask = size - 1;
    this.#table = new Uint32Array(size);
    for (let row = 0; row < ids.length; row++) this.#add(row);
  }

  /** The first row with the id of a row of other ids. */
  first(ids: Uint32Array, row: number): number | undefined {
    const found = this.#table[this.#placeOf(ids[row * 2]!, ids[row * 2 + 1]!)]!;
    return found === 0 ? undefined : found - 1;
  }

  /** Rows that share an id, by the first of them; none where one row has it alone. */
  all(first: number | undefined): readonly number[] {
    return first === undefined ? NONE : (this.#shared.get(first) ?? NONE);
  }

  #add(row: number): void {
    const place = this.#placeOf(this.#words[row * 2]!, this.#words[row * 2 + 1]!);
    const known = this.#table[place]!;
    if (known === 0) this.#table[place] = row + 1;
    else this.#shared.set(known - 1, [...(this.#shared.get(known - 1) ?? [known - 1]), row]);
  }

  #placeOf(low: number, high: number): number {
    for (let place = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 0; ; place++) {
      const at = place & this.#mask;
      const known = this.#table[at]!;
      if (known === 0) return at;
      const word = (known - 1) * 2;
      if (this.#words[word] === low && this.#words[word + 1] === high) return at;
    }
  }
}
