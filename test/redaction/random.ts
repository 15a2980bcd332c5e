/** Numbers that look random and are the same in each run. */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!;
  }

  /** `length` characters of an alphabet. */
  string(length: number, alphabet: string): string {
    let made = '';
    for (let i = 0; i < length; i++) made += alphabet[this.int(0, alphabet.length - 1)];
    return made;
  }

  hex(length: number): string {
    return this.string(length, '0123456789abcdef');
  }

  digits(length: number): string {
    return this.string(length, '0123456789');
  }

  alnum(length: number): string {
    return this.string(length, ALNUM);
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  base64(bytes: number): string {
    return Buffer.from(Array.from({ length: bytes }, () => this.int(0, 255))).toString('base64');
  }

  base64url(bytes: number): string {
    return this.base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const ALNUM = `${UPPER}${UPPER.toLowerCase()}0123456789`;
