/** Tables of characters, indexed by UTF-16 code unit, so that a scan asks one question of each. */

/** What ends a run of characters that a secret could be made of. Run characters are 0. */
export const RUN = 0;
/** White space, brackets, quotes, `;`, `&` and the like. */
export const BREAK = 1;
/** `=`, `:`, `,`, `>`: what may stand between a name and its value. */
export const OPERATOR = 2;
/** `\`: in escaped text the letter after it belongs to no word. */
export const BACKSLASH = 3;
/** `%`: in URL-encoded text the two digits after it belong to no word. */
export const PERCENT = 4;

/** Letters, digits, `_`, `-`, `.`, `/`, `+`, `~` and all that is not ASCII make runs. */
export const boundaries = new Uint8Array(0x10000);
for (const char of ' \t\r\n\v\f\0"\'`;()[]{}<|&?@#!*$^') boundaries[char.charCodeAt(0)] = BREAK;
for (const char of '=:,>') boundaries[char.charCodeAt(0)] = OPERATOR;
boundaries['\\'.charCodeAt(0)] = BACKSLASH;
boundaries['%'.charCodeAt(0)] = PERCENT;

/** Alphabets as bits, so that one table holds all of them. */
export const DIGIT = 1;
export const HEX_LETTER = 2;
export const LOWER = 4;
export const UPPER = 8;
export const UNDERSCORE = 16;
export const DASH = 32;
export const DOT = 64;
/** `+`, `/` and `=`: what base64 has beyond letters and digits. */
export const BASE64_SIGN = 128;

export const HEX = DIGIT | HEX_LETTER;
export const LETTER = LOWER | UPPER;
export const ALNUM = DIGIT | LETTER;
export const WORD = ALNUM | UNDERSCORE;
export const URL_SAFE = WORD | DASH;
export const BASE64 = ALNUM | BASE64_SIGN;

/** The alphabets that a character belongs to. */
export const alphabets = new Uint8Array(0x10000);
const belong = (characters: string, alphabet: number) => {
  for (const char of characters) alphabets[char.charCodeAt(0)]! |= alphabet;
};
belong('0123456789', DIGIT);
belong('abcdefABCDEF', HEX_LETTER);
belong('abcdefghijklmnopqrstuvwxyz', LOWER);
belong('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
belong('_', UNDERSCORE);
belong('-', DASH);
belong('.', DOT);
belong('+/=', BASE64_SIGN);

/** The first index from `start` whose character is in none of `wanted`, at most `limit`. */
export function endOf(text: string, start: number, wanted: number, limit = text.length): number {
  let at = start;
  while (at < limit && (alphabets[text.charCodeAt(at)]! & wanted) !== 0) at += 1;
  return at;
}

/** Whether the character at `index` exists and is in one of `wanted`. */
export function isIn(text: string, index: number, wanted: number): boolean {
  return index >= 0 && index < text.length && (alphabets[text.charCodeAt(index)]! & wanted) !== 0;
}
