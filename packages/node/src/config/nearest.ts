/** Names that are most like one that is misspelt. */

/** More than any name has: what is longer is compared by its beginning, in bounded time. */
const LONGEST = 100;

/** The `count` of them that are nearest to `name`, the nearest first; of equals those that come first. */
export function nearest(name: string, names: readonly string[], count = 3): string[] {
  const distances = new Map(names.map((known) => [known, distance(name.slice(0, LONGEST), known)]));
  return [...names].sort((one, other) => distances.get(one)! - distances.get(other)!).slice(0, count);
}

/** How many signs are to be put in, taken out or exchanged to make the one of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 0; at < one.length; at++) {
    const next = [at + 1];
    for (let index = 0; index < other.length; index++) {
      const exchanged = row[index]! + (one[at] === other[index] ? 0 : 1);
      next.push(Math.min(exchanged, row[index + 1]! + 1, next[index]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
