/**
 * A small matcher for the version ranges that instrumentations state. It is ours because the `semver`
 * package costs milliseconds of start-up for the five operators that are needed.
 *
 * Understood: `>=`, `>`, `<=`, `<`, `=` (or nothing), `^` and `~` before one to three numbers; `x` and `*`;
 * a space for "and", `||` for "or". As in npm, missing numbers stand for all of them (`<=8` has 8.9.1), and
 * a prerelease matches no range.
 */

const VERSION = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[0-9A-Za-z.-]{1,200})?(?:\+[0-9A-Za-z.-]{1,200})?$/;
const COMPARATOR = /^(>=|<=|>|<|=|\^|~)?v?(\d{1,9}|[x*])(?:\.(\d{1,9}|[x*]))?(?:\.(\d{1,9}|[x*]))?$/;

type Test = (version: readonly number[]) => boolean;

/** Ranges are few and asked for often (once a copy of a package), so their parsed form is kept. */
const parsed = new Map<string, Test>();

/** Whether `version` lies in `range`. A version that cannot be read lies in none. */
export function satisfies(version: string | undefined, range: string): boolean {
  const test = rangeTest(range);
  const match = version === undefined ? null : VERSION.exec(version);
  if (match === null || match[4] !== undefined) return false;
  return test([Number(match[1]), Number(match[2]), Number(match[3])]);
}

/** @throws TypeError on a range that is not understood: ranges are written by programmers. */
export function rangeTest(range: string): Test {
  let test = parsed.get(range);
  if (test === undefined) {
    const alternatives = range.split('||').map((part) => allOf(part, range));
    test = (version) => alternatives.some((alternative) => alternative(version));
    parsed.set(range, test);
  }
  return test;
}

function allOf(part: string, range: string): Test {
  const tests = part
    .trim()
    .split(/\s+/)
    .map((comparator) => comparatorTest(comparator, range));
  return (version) => tests.every((test) => test(version));
}

function comparatorTest(comparator: string, range: string): Test {
  const match = COMPARATOR.exec(comparator);
  if (match === null) {
    throw new TypeError(
      `version range '${range}': '${comparator}' is not understood; write it as '>=1.2.3 <2'`,
    );
  }
  const numbers = givenNumbers([match[2], match[3], match[4]]);
  switch (match[1]) {
    case '>=':
      return (version) => compare(version, numbers) >= 0;
    case '>':
      return (version) => compare(version, numbers) > 0;
    case '<=':
      return (version) => compare(version, numbers) <= 0;
    case '<':
      return (version) => compare(version, numbers) < 0;
    case '^':
      return within(numbers, 1 + leadingZeros(numbers));
    case '~':
      return within(numbers, 2);
    default:
      return (version) => compare(version, numbers) === 0;
  }
}

/** The numbers up to the first that is missing or a wildcard. */
function givenNumbers(parts: readonly (string | undefined)[]): number[] {
  const numbers: number[] = [];
  for (const part of parts) {
    if (part === undefined || part === 'x' || part === '*') break;
    numbers.push(Number(part));
  }
  return numbers;
}

/** Compares only as many numbers as the range gives, which is what makes `<=8` contain 8.9.1. */
function compare(version: readonly number[], given: readonly number[]): number {
  for (const [i, number] of given.entries()) {
    const difference = (version[i] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** At least `numbers`, and equal to them in the first `kept` places. */
function within(numbers: readonly number[], kept: number): Test {
  return (version) => compare(version, numbers) >= 0 && compare(version, numbers.slice(0, kept)) === 0;
}

/** `^0.3.1` stays within 0.3, `^0.0.3` within 0.0.3. */
function leadingZeros(numbers: readonly number[]): number {
  const first = numbers.findIndex((number) => number !== 0);
  return first === -1 ? numbers.length : first;
}
