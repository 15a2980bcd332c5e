/** What is asked of every log record of a head or a block, as columns. */

/** Ids as numbers of 64 bits, 0 for none. Valid until a head grows. */
export interface LogColumns {
  /** The number of the record in the whole store, less that of the first one here. */
  idOffset: Uint32Array;
  time: BigUint64Array;
  observed: BigUint64Array;
  severity: Int32Array;
  /** Index of its group. */
  group: Uint32Array;
  traceHigh: BigUint64Array;
  traceLow: BigUint64Array;
  spanId: BigUint64Array;
  /** Where the rest of it ends, in bytes. */
  restEnd: Uint32Array;
  /** How many attributes it has. */
  attributes: Uint32Array;
}

/** The time that counts: when it happened, or was seen. */
export function timeAt({ time, observed }: LogColumns, row: number): bigint {
  return time[row]! || observed[row]!;
}

/** A trace id in two halves, and a span id in one; none is 0. Undefined for text that no record has for an id. */
export function traceIdHalves(id: string): [high: bigint, low: bigint] | undefined {
  if (id === '') return [0n, 0n];
  if (!/^[0-9a-f]{32}$/.test(id) || !/[^0]/.test(id)) return undefined;
  return [BigInt(`0x${id.slice(0, 16)}`), BigInt(`0x${id.slice(16)}`)];
}

export function spanIdNumber(id: string): bigint | undefined {
  if (id === '') return 0n;
  return /^[0-9a-f]{16}$/.test(id) && /[^0]/.test(id) ? BigInt(`0x${id}`) : undefined;
}

export function traceIdText(high: bigint, low: bigint): string {
  return high === 0n && low === 0n ? '' : hex(high) + hex(low);
}

export const spanIdText = (id: bigint): string => (id === 0n ? '' : hex(id));

const hex = (number: bigint) => number.toString(16).padStart(16, '0');
