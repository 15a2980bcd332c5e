/** Work on a long answer, given up every few milliseconds so that what arrives meanwhile is taken. */

import { setImmediate } from 'node:timers/promises';

export class Turns {
  readonly #millis: number;
  #until: number;

  /** @param millis how long one turn may take */
  constructor(millis = 5) {
    this.#millis = millis;
    this.#until = performance.now() + millis;
  }

  get over(): boolean {
    return performance.now() >= this.#until;
  }

  /** Resolves when the others have had theirs. */
  async next(): Promise<void> {
    await setImmediate();
    this.#until = performance.now() + this.#millis;
  }

  /** Calls `work` with each, in as many turns as it takes. */
  async each<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
    for (const item of items) {
      work(item);
      if (this.over) await this.next();
    }
  }

  /** What `work` makes of each. */
  async map<T, R>(items: Iterable<T>, work: (item: T) => R): Promise<R[]> {
    const made: R[] = [];
    await this.each(items, (item) => made.push(work(item)));
    return made;
  }
}
