/** The least of the values that so many of them do not exceed (nearest rank). At least one, sorted. */
export function percentile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
}
