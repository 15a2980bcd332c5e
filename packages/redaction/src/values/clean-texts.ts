/**
 * Texts that held nothing a moment ago. A line of a log is read when it is emitted, and again as an event when its span ends; hosts
 * and routes come with every span. Each text has one place, which the next of the same length and letters takes over.
 */

const PLACES = 256;
/** UTF-16 units. Longer ones hardly come again, and would be kept for long. */
const LONGEST = 512;

export class CleanTexts {
  readonly #texts: string[] = new Array(PLACES).fill('');

  has(text: string): boolean {
    return this.#texts[placeOf(text)] === text;
  }

  add(text: string): void {
    if (text.length <= LONGEST) this.#texts[placeOf(text)] = text;
  }
}

function placeOf(text: string): number {
  const { length } = text;
  return (length * 7 + text.charCodeAt(length >> 1) * 31 + text.charCodeAt(length - 1)) & (PLACES - 1);
}
