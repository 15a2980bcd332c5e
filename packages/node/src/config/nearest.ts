/** Names that are most like one that is misspelt. */

/** More than any name has: what is longer is compared by its beginning, in bounded time. */
const LONGEST = 100;

/** The `count` of them that are most like `name`, the first the most; of equals those that come first. */
export function nearest(name: string, names: readonly string[], count = 3): string[] {
  const asked = name.slice(0, LONGEST);
  const measures = new Map(names.map((known) => [known, distance(asked, known) - begunAlike(asked, known)]));
  return [...names].sort((one, other) => measures.get(one)! - measures.get(other)!).slice(0, count);
}

/** How many signs both begin with: names are of a family first. */
function begunAlike(one: string, other: string): number {
  let count = 0;
  while (count < one.length && one[count] === other[count]) count++;
  return count;
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
