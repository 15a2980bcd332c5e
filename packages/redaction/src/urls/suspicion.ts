/** Whether it is worth to take a query apart: nearly none has a parameter whose name could be secret. */

import { trigrams } from '../detectors/names/judge-name.ts';
import { kindOf, LONGEST_PLAIN, OTHER, SHORT_WORD, SLASH, WORD } from '../values/plain.ts';

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

  /** Of a query, or any text. Escapes may spell anything, and names may be of any language. */
  of(query: string): boolean {
    if (this.#isAlways) return true;
    const letters = this.#letters;
    let hash = 0;
    for (let at = 0; at < query.length; at++) {
      const code = query.charCodeAt(at);
      hash = ((hash << 5) | letterOf(code)) & 0x7fff;
      if (letters[hash] !== 0 || code === PERCENT || code > 127) return true;
    }
    return false;
  }

  /** Whether it is a query of short words, none of which could be suspicious: see values/plain.ts. */
  isPlainQuery(query: string): boolean {
    if (this.#isAlways || query.length > LONGEST_PLAIN) return false;
    const letters = this.#letters;
    let hash = 0;
    let length = 0;
    for (let at = 0; at < query.length; at++) {
      const code = query.charCodeAt(at);
      const kind = kindOf(code);
      hash = ((hash << 5) | letterOf(code)) & 0x7fff;
      length = kind === WORD ? length + 1 : 0;
      if (kind === OTHER || kind === SLASH || length > SHORT_WORD || letters[hash] !== 0) return false;
    }
    return true;
  }
}
const PERCENT = 37;

/** Its place in the alphabet, whatever its case; 0 for digits and what stands between words. */
function letterOf(code: number): number {
  return (code & 64) === 0 ? 0 : code & 31;
}

function hashOf(word: string): number {
  return ((word.charCodeAt(0) & 31) << 10) | ((word.charCodeAt(1) & 31) << 5) | (word.charCodeAt(2) & 31);
}
