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
}
