/** Payment card numbers: 13 to 19 digits of an issuer, with Luhn's check digit, written at once or in groups. */

import { ALNUM, isIn, UNDERSCORE } from './characters.ts';
import { find } from './finding.ts';

const digits = new Uint8Array(19);

/** Looks at the digits that begin at `start`, with single blanks, dashes or dots between groups. */
export function findCardNumber(text: string, start: number): boolean {
  if (isPartOfMore(text, start)) return false;
  let count = 0;
  let groups = 1;
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      if (count === 19) return false;
      digits[count] = code - 48;
      count += 1;
    } else if (isSeparator(code) && isDigit(text.charCodeAt(at + 1)) && count > 0) groups += 1;
    else break;
  }
  // Years, times and versions in groups of one or two digits are no card: it has five groups at most.
  if (count < 13 || groups > 5 || isIn(text, at, ALNUM | UNDERSCORE)) return false;
  // A decimal fraction: `4111111111111111.5`.
  return isIssued(count) && passesLuhn(count) && find('card', start, at);
}

function isPartOfMore(text: string, start: number): boolean {
  if (start === 0) return false;
  const before = text.charCodeAt(start - 1);
  // `1.4111...`, `2-4111...`: digits that only continue others.
  return (before === 46 || before === 45) && isIn(text, start - 2, ALNUM);
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const isSeparator = (code: number) => code === 32 || code === 45;

function passesLuhn(count: number): boolean {
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const digit = digits[count - 1 - index]!;
    const twice = digit * 2;
    sum += index % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/** Whether the first digits are an issuer's, and that issuer makes numbers of this length. */
function isIssued(count: number): boolean {
  const two = digits[0]! * 10 + digits[1]!;
  const four = two * 100 + digits[2]! * 10 + digits[3]!;
  if (digits[0] === 4) return count === 13 || count === 16 || count === 19; // Visa
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return count === 16; // Mastercard
  if (two === 34 || two === 37) return count === 15; // American Express
  if (two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059) || four === 3095)
    return count >= 14; // Diners Club
  if (four >= 3528 && four <= 3589) return count >= 16; // JCB
  if (two === 65 || four === 6011 || (four >= 6440 && four <= 6499)) return count >= 16; // Discover
  if (two === 62) return count >= 16; // UnionPay
  if (four >= 2200 && four <= 2204) return count >= 16; // Mir
  if (two === 81 || two === 82) return count === 16; // UnionPay, RuPay
  return isMaestro(four) && count >= 13;
}

function isMaestro(four: number): boolean {
  switch (four) {
    case 5018:
    case 5020:
    case 5038:
    case 5893:
    case 6304:
    case 6759:
    case 6761:
    case 6762:
    case 6763:
      return true;
    default:
      return false;
  }
}
