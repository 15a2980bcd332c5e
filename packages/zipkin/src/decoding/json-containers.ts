/** Objects and arrays counted before they are made: `{},` is three bytes of a body, and some eighty of memory. */

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [BRACKET, BRACE] = [0x5b, 0x7b];

/** Whether JSON opens more than `most` of them. Brackets in text are none. */
export function hasMoreContainers(json: Uint8Array, most: number): boolean {
  let left = most;
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === QUOTE) at = endOfText(json, at + 1);
    else if ((sign === BRACE || sign === BRACKET) && --left < 0) return true;
  }
  return false;
}

/** Where the quote stands that ends the text; the end of the body where none does. */
function endOfText(json: Uint8Array, start: number): number {
  let at = start;
  for (; at < json.length && json[at] !== QUOTE; at++) if (json[at] === BACKSLASH) at++;
  return at;
}
