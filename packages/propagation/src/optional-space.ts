/** The optional white space of headers (RFC 9110, section 5.6.3): spaces and tabs, which is less than what `trim` takes. */

const SPACE = 0x20;
const TAB = 0x09;

/** Where from `start` on there is something else, `end` at most. */
export function pastSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Behind the last of what is something else before `end`, `start` at least. */
export function beforeSpace(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

export function trimmed(text: string): string {
  const start = pastSpace(text, 0, text.length);
  const end = beforeSpace(text, start, text.length);
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}
