/** Ids that spans and records are full of, and that no detector knows anything of. */

const TRACE_ID_LENGTH = 32;
const UUID_LENGTH = 36;

/** Whether a text is a trace id, or a UUID with or without its dashes. One of 16 digits may be a card's number. */
export function isPlainId(text: string): boolean {
  const { length } = text;
  if (length !== TRACE_ID_LENGTH && length !== UUID_LENGTH) return false;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    const isHex = (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
    if (!isHex && !(code === DASH && length === UUID_LENGTH && isDashed(at))) return false;
  }
  return true;
}
const DASH = 45;

function isDashed(at: number): boolean {
  return at === 8 || at === 13 || at === 18 || at === 23;
}
