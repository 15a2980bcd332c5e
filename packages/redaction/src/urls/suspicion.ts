/** Whether it is worth to take a query apart: nearly none has a parameter whose name could be secret. */

import { trigrams } from '../detectors/names/judge-name.ts';

/** Three letters of each name that could be, whatever stands between its words; five bits a letter, for any case. */
export class Suspicion {
  readonly #letters: Uint8Array;
  #isAlways = false;

  /**
   * @param words each name's first word of three letters and more is in every spelling of it
   * @param letters to begin with. @default those of names that are secret in any text
   */
  constructor(words: readonly (string | undefined)[], letters: Uint8Array = trigrams.slice()) {
    this.#letters = letters;
    for (const word of words) {
      if (word === undefined || word.length < 3) this.#isAlways = true;
      else this.#letters[hashOf(word)] = 1;
    }
  }

  /** Of a query, or any text. Escapes may spell anything. */
  of(query: string): boolean {
    if (this.#isAlways) return true;
    let hash = 0;
    for (let at = 0; at < query.length; at++) {
      const code = query.charCodeAt(at);
      hash = ((hash << 5) | (code & 31)) & 0x7fff;
      if (this.#letters[hash] !== 0 || code === PERCENT) return true;
    }
    return false;
  }
}
const PERCENT = 37;

function hashOf(word: string): number {
  return ((word.charCodeAt(0) & 31) << 10) | ((word.charCodeAt(1) & 31) << 5) | (word.charCodeAt(2) & 31);
}
