/** Takes what a server writes apart into its messages, within bounds: a server is not trusted with our memory. */

import { Decoder } from '@msgpack/msgpack';

/** HELO, PONG and acks are a few hundred bytes; this much may wait for its end. */
const LONGEST = 64 * 1024;

const MOST_ELEMENTS = 16;

export class AnswerReader {
  /** Texts stay bytes: nonces and salts are none. */
  readonly #decoder = new Decoder({
    rawStrings: true,
    keyDecoder: null,
    maxStrLength: LONGEST,
    maxBinLength: LONGEST,
    maxArrayLength: MOST_ELEMENTS,
    maxMapLength: MOST_ELEMENTS,
    maxExtLength: 0,
  });
  #held: Buffer = Buffer.alloc(0);
  /** Messages in what is held that were told before. */
  #told = 0;

  /**
   * Calls `tell` with each message that is complete with `bytes`.
   *
   * @throws when it is no MessagePack, or a message is too long; what came before was told
   */
  read(bytes: Buffer, tell: (message: unknown) => void): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    if (this.#held.length > LONGEST) throw new Error('the answer is too long');
    if (!this.#isWhole(tell)) return;
    this.#told = 0;
    this.#held = Buffer.alloc(0);
  }

  /** Whether nothing is left over. */
  #isWhole(tell: (message: unknown) => void): boolean {
    let index = 0;
    try {
      for (const message of this.#decoder.decodeMulti(this.#held)) {
        if (index++ < this.#told) continue;
        this.#told = index;
        tell(message);
      }
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false; // the rest is not here yet
      throw error;
    }
  }
}
