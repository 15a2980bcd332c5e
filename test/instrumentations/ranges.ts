/** Version ranges as intervals, to say in one range what a table says in several. */

type Version = readonly number[];
interface Interval {
  from: Version;
  /** Excluded; undefined for no end. */
  to: Version | undefined;
}

/** `>=1 <3` for `>=1 <2 || ^2.0.0`. @param ranges of `>=a`, `<b`, `^a` and `a` */
export function union(ranges: readonly string[]): string {
  const intervals = ranges
    .flatMap((range) => range.split(' || '))
    .map(intervalOf)
    .sort((a, b) => compare(a.from, b.from));
  const merged: Interval[] = [];
  for (const next of intervals) {
    const last = merged.at(-1);
    if (last === undefined || (last.to !== undefined && compare(last.to, next.from) < 0)) merged.push(next);
    else if (next.to === undefined || (last.to !== undefined && compare(last.to, next.to) < 0))
      last.to = next.to;
  }
  return merged.map(textOf).join(' || ');
}

function intervalOf(range: string): Interval {
  const interval: Interval = { from: [0], to: undefined };
  for (const [, operator, version] of range.matchAll(/(>=|<|\^|)(\d[\d.]*)/g)) {
    const numbers = version!.split('.').map(Number);
    if (operator === '<') interval.to = numbers;
    else interval.from = numbers;
    if (operator === '^' || operator === '') interval.to = [numbers[0]! + 1];
  }
  return interval;
}

/** Without the zeros at the end, which say nothing. */
function textOf({ from, to }: Interval): string {
  const text = (version: Version) => version.join('.').replace(/(\.0)+$/, '');
  return to === undefined ? `>=${text(from)}` : `>=${text(from)} <${text(to)}`;
}

function compare(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
