/** The names that come most often, out of many. */

import { compare } from './compare.ts';
import { Heap } from './heap.ts';

/**
 * Names that begin with a prefix, whose case does not matter, the most frequent first; equally frequent ones stand in order of
 * their text.
 *
 * @param counts how often each is there, in several places
 */
export function mostFrequent(
  counts: readonly ReadonlyMap<string, number>[],
  prefix: string,
  limit: number,
): string[] {
  const begin = prefix.toLowerCase();
  const sums = new Map<string, number>();
  for (const each of counts) {
    for (const [text, count] of each) {
      if (text.toLowerCase().startsWith(begin)) sums.set(text, (sums.get(text) ?? 0) + count);
    }
  }
  // The last of the best is at the top, so that a hundred thousand ids are not sorted for the sake of ten.
  const best = new Heap<[string, number]>((one, other) => byFrequency(other, one));
  for (const sum of sums) {
    best.add(sum);
    if (best.size > limit) best.takeFirst();
  }
  const sorted: string[] = [];
  for (let last = best.takeFirst(); last !== undefined; last = best.takeFirst()) sorted.push(last[0]);
  return sorted.reverse();
}

const byFrequency = (one: [string, number], other: [string, number]) =>
  other[1] - one[1] || compare(one[0], other[0]);
