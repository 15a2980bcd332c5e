/** Texts that are too long to be looked at whole: the middle is cut out, so that nothing leaves that nobody looked at. */

/** UTF-16 units. Detectors are linear, and this much takes them a millisecond. */
export const MAX_TEXT = 256 * 1024;
/** With room for what tells of the cut: what was cut is not cut again. */
const HALF = (MAX_TEXT - 64) / 2;
/** A word that the cut goes through may be half a secret, which looks like nothing: it goes as well, up to this length. */
const LONGEST_WORD = 4096;

/** Head and tail of a text that is longer than {@link MAX_TEXT}. */
export function withoutMiddle(text: string): string {
  const headEnd = lastBreak(text, HALF);
  const tailStart = firstBreak(text, text.length - HALF);
  return `${text.slice(0, headEnd)}[REDACTED: ${tailStart - headEnd} characters, unread]${text.slice(tailStart)}`;
}

function lastBreak(text: string, from: number): number {
  for (let at = from; at > from - LONGEST_WORD; at--) if (isBreak(text, at)) return at;
  return from - LONGEST_WORD;
}

function firstBreak(text: string, from: number): number {
  for (let at = from; at < from + LONGEST_WORD; at++) if (isBreak(text, at)) return at;
  return from + LONGEST_WORD;
}

function isBreak(text: string, at: number): boolean {
  return text.charCodeAt(at) <= 32;
}
