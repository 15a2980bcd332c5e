/** Order of numbers, bigints and text by code units, for `sort`. */
export function compare<T extends bigint | string | number>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
