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
  return Int32Array.from(spanId, (id, row) => {
    const client = clientOf(columns, row, rows.all(id));
    if (client !== undefined) return client;
    const parent = parentSpanId[row]!;
    if (parent === 0n) return NO_PARENT;
    return serverOf(columns, row, rows.all(parent)) ?? rows.first(parent) ?? PARENT_MISSING;
  });
}

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

/** Rows by their id. Nearly all ids have one, and only those with more get a list. */
class RowsById {
  readonly #first = new Map<bigint, number>();
  readonly #shared = new Map<bigint, number[]>();

  constructor(ids: BigUint64Array) {
    for (let row = 0; row < ids.length; row++) this.#add(ids[row]!, row);
  }

  first(id: bigint): number | undefined {
    return this.#first.get(id);
  }

  /** Rows that share an id; none where one row has it alone. */
  all(id: bigint): readonly number[] {
    return this.#shared.size === 0 ? NONE : (this.#shared.get(id) ?? NONE);
  }

  #add(id: bigint, row: number): void {
    const first = this.#first.get(id);
    if (first === undefined) this.#first.set(id, row);
    else this.#shared.set(id, [...(this.#shared.get(id) ?? [first]), row]);
  }
}
