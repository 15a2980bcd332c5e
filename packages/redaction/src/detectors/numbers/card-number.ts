/** Payment card numbers: 13 to 19 digits of an issuer, with Luhn's check digit, written at once or in groups. */

import { ALNUM, char, DIGIT, isIn, WORD } from '../characters.ts';
import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { endOfSeparator } from './separator.ts';

const digits = new Uint8Array(19);
const SHORTEST = 13;

/**
 * Looks at the digits that begin at `start`, with single blanks or dashes between groups. What follows may be another number, as
 * a card's code or a status is: the longest row of groups that is a card's counts.
 */
export function findCardNumber(scanned: Scanned, start: number): boolean {
  const { text, bytes } = scanned;
  if (!isLong(scanned, start) || continuesNumber(bytes, start)) return false;
  let count = 0;
  let groups = 1;
  let end = 0;
  let at = start;
  while (count <= 19) {
    const code = bytes[at]!;
    if (code >= char.zero && code <= char.nine) {
      if (count < 19) digits[count] = code - char.zero;
      count += 1;
      at += 1;
      continue;
    }
    const next = endOfSeparator(scanned, at);
    if (next === at || !isIn(bytes, next, DIGIT)) break;
    if (isCard(count, groups)) end = at;
    groups += 1;
    at = next;
  }
  const isWhole = !isIn(bytes, at, WORD) && !(bytes[at] === char.dot && isIn(bytes, at + 1, DIGIT));
  if (isWhole && isCard(count, groups)) end = at;
  if (end === 0) return false;
  // One in ten numbers passes, so those that say what else they are are none.
  return !(groups === 1 && isNumbered(text, start)) && find('card', start, end);
}

/** Most numbers are short: whether there are 13 digits, before anything else is asked. */
function isLong(scanned: Scanned, start: number): boolean {
  const { bytes } = scanned;
  let at = start;
  for (let count = 0; count < SHORTEST; count += 1) {
    if (bytes[at]! < char.zero || bytes[at]! > char.nine) {
      at = endOfSeparator(scanned, at);
      if (bytes[at]! < char.zero || bytes[at]! > char.nine) return false;
    }
    at += 1;
  }
  return true;
}

/** Years, times and versions in groups of one or two digits are no card: it has five groups at most. */
function isCard(count: number, groups: number): boolean {
  return count >= SHORTEST && count <= 19 && groups <= 5 && isIssued(count) && passesLuhn(count);
}

/** How far before a number its name may begin. */
const FARTHEST = 28;
const OTHER_NUMBER =
  /(?:(?:order|invoice|parcel|package|tracking|shipment|ticket|case|reference|ref|batch|job|build|version|revision|offset|seq|sequence|serial|sku|isbn|ean|upc|gtin|barcode|phone|tel|fax|imei|time|timestamp|ts|ns|us|size|bytes|length|count|total|sum|tweet|snowflake)(?:[ _-]?(?:no|nr|num|number|id))?|(?:user|customer|message|event|trace|span|request|session)[ _-]?(?:no|nr|num|number|id)|(?:^|[^a-z])ids?|_id|[a-z]Id)\W{0,5}$/i;

/** `order 4111...`, `"customerId": 4111...` */
function isNumbered(text: string, start: number): boolean {
  return OTHER_NUMBER.test(text.slice(Math.max(0, start - FARTHEST), start));
}

/** `1.4111...`, `2-4111...`: digits that only continue others, as in a fraction. `+49 ...` is a phone. */
function continuesNumber(bytes: Uint8Array, start: number): boolean {
  if (start === 0) return false;
  const before = bytes[start - 1];
  if (start === 1) return before === char.plus;
  if (before === char.plus) return !isIn(bytes, start - 2, ALNUM);
  return (before === char.dot || before === char.dash) && isIn(bytes, start - 2, ALNUM);
}

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
