/** Rotated and, every other round, reversed, so that nobody always follows the same neighbour. */
export function orderOf<T>(all: readonly T[], round: number): T[] {
  const start = round % all.length;
  const rotated = [...all.slice(start), ...all.slice(0, start)];
  return Math.floor(round / all.length) % 2 === 0 ? rotated : rotated.reverse();
}
