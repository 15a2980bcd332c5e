/** A long answer, as UTF-8 from the start: joined at the end, it would keep everybody else waiting. */

import { Turns } from '../store/turns.ts';

/** Characters that are turned into bytes at once. */
const PIECE = 65_536;

export class LongText {
  /** Whoever writes gives way to others by it. */
  readonly turns = new Turns();
  readonly #pieces: Buffer[] = [];
  #last = '';

  add(text: string): void {
    this.#last += text;
    if (this.#last.length < PIECE) return;
    // Its last character stays, for `item` to look at; and it is none of two halves, since JSON ends each text.
    this.#pieces.push(Buffer.from(this.#last.slice(0, -1)));
    this.#last = this.#last.slice(-1);
  }

  /** Adds what belongs into a list that has been opened by a bracket: behind a comma, but for the first. */
  item(json: string): void {
    this.add(this.#last.endsWith('[') ? json : `,${json}`);
  }

  /** All of it; to be called once, at the end. */
  bytes(): Buffer {
    return Buffer.concat([...this.#pieces, Buffer.from(this.#last)]);
  }
}
