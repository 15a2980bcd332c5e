export function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
