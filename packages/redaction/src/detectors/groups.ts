/**
 * Who looks at words that begin with three characters: a group, of which there are few enough for a byte. Who looks is a number:
 * a set and a function for each beginning would stay as long as the process does, and V8's memory would grow for them.
 */

/** Those who look have smaller numbers. */
const NUMBERS = 512;
const MOST_GROUPS = 256;

export class Groups {
  /** The group by the key of three characters: 0, which is empty, where nobody looks. */
  readonly of = new Uint8Array(0x10000);
  /** Of each group, in the order in which they were added. */
  readonly members: (readonly number[])[] = [[]];
  /** How many beginnings have each group. */
  readonly #uses: number[] = [0];
  /** The groups of those who look alone, as most do. */
  readonly #alone = new Uint8Array(NUMBERS);

  /** Has `number` look at words that begin as this one does, in any case. */
  add(word: string, number: number, third: number = word.charCodeAt(2)): void {
    const key = keyOf(word.charCodeAt(0), word.charCodeAt(1), third);
    const before = this.of[key]!;
    if (before === 0) this.#alone[number] ||= this.#made([number]);
    const group = before === 0 ? this.#alone[number]! : this.#with(before, number);
    if (group === before) return;
    this.#uses[before]! -= 1;
    this.#uses[group]! += 1;
    this.of[key] = group;
  }

  #with(group: number, number: number): number {
    const members = this.members[group]!;
    if (members.includes(number)) return group;
    const more = [...members, number];
    for (let other = 1; other < this.members.length; other += 1)
      if (isSame(this.members[other]!, more)) return other;
    if (this.#uses[group]! > 1) return this.#made(more);
    // Nobody else's: it grows.
    if (members.length === 1) this.#alone[members[0]!] = 0;
    this.members[group] = more;
    return group;
  }

  #made(members: readonly number[]): number {
    if (this.members.length === MOST_GROUPS)
      throw new RangeError('there are more groups than fit into bytes');
    this.#uses.push(0);
    return this.members.push(members) - 1;
  }
}

/** 5 bits of each character, so that case is one, and one more to tell digits from letters. */
function keyOf(first: number, second: number, third: number): number {
  return ((first & 31) << 11) | ((second & 31) << 6) | (third & 31) | ((third & 64) >> 1);
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  let at = some.length - 1;
  if (at !== others.length - 1) return false;
  while (at >= 0 && some[at] === others[at]) at -= 1;
  return at === -1;
}
