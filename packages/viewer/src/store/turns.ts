/**
 * Long work in short turns: a question that has kept the thread for some milliseconds lets what arrived meanwhile go first.
 */

const TURN_MS = 4;

export class Turns {
  #since = performance.now();

  /** To be awaited often; cheap unless the turn is over. */
  async giveWay(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }

  /** Whether it is time: for loops in which even an `await` costs too much. */
  get isOver(): boolean {
    return performance.now() - this.#since >= TURN_MS;
  }

  /** Calls `work` with each, in as many turns as it takes. */
  async each<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
    for (const item of items) {
      work(item);
      if (this.isOver) await this.giveWay();
    }
  }

  /** What `work` makes of each. */
  async map<T, R>(items: Iterable<T>, work: (item: T) => R): Promise<R[]> {
    const made: R[] = [];
    await this.each(items, (item) => made.push(work(item)));
    return made;
  }
}
