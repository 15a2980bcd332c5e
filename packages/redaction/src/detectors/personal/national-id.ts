/** Numbers that a state gives to a person: those that have a form or check digits of their own. */

import type { Detect } from '../finding.ts';
import { starting } from './starting.ts';

interface NationalId {
  pattern: RegExp;
  /** Whether the check digits are right; the match is without blanks and signs, in capitals. */
  isValid?: (id: string) => boolean;
}

const FIRST = /[0-9A-Z]/;

const ids: readonly NationalId[] = [
  // United States: social security number. Areas 000, 666 and from 900 on are never given.
  {
    pattern: starting(
      FIRST,
      /[\w-]/,
      /(?!000|666|9)\d{3}(?:-(?!00)\d{2}-|[ +](?!00)\d{2}[ +])(?!0000)\d{4}(?![\w-])/g,
    ),
  },
  // United Kingdom: National Insurance number.
  {
    pattern: starting(
      FIRST,
      /[\w-]/,
      /(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w-])/gi,
    ),
  },
  // France: numéro de sécurité sociale.
  {
    pattern: starting(
      FIRST,
      /\w/,
      /[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)/gi,
    ),
    isValid: (id) =>
      97 - (Number(id.slice(0, 13).replace('2A', '19').replace('2B', '18')) % 97) === Number(id.slice(13)),
  },
  // Spain: DNI and NIE.
  {
    pattern: starting(FIRST, /\w/, /(?:[XYZ]-?\d{7}|\d{8})-?[A-HJ-NP-TV-Z](?!\w)/gi),
    isValid: (id) =>
      'TRWAGMYFPDXBNJZSQVHLCKE'[
        Number(id.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))) % 23
      ] === id.at(-1),
  },
  // Italy: codice fiscale.
  {
    pattern: starting(FIRST, /\w/, /[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/gi),
    isValid: (id) => italianCheck(id) === id.at(-1),
  },
  // Brazil: CPF.
  {
    pattern: starting(FIRST, /[\w.]/, /\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g),
    isValid: (id) => brazilianCheck(id, 9) === id[9] && brazilianCheck(id, 10) === id[10],
  },
  // China: resident identity number.
  {
    pattern: starting(
      FIRST,
      /\w/,
      /[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\w)/gi,
    ),
    isValid: (id) =>
      '10X98765432'[weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === id[17],
  },
  // Switzerland: AHV number. Its first digits are the country's.
  { pattern: starting(FIRST, /[\w.]/, /756\.\d{4}\.\d{4}\.\d{2}(?![\w-]|\.\d)/g) },
  // Belgium: rijksregisternummer.
  {
    pattern: starting(FIRST, /[\w.]/, /\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\w-]|\.\d)/g),
    isValid: (id) =>
      ['', '2'].some((century) => 97 - (Number(century + id.slice(0, 9)) % 97) === Number(id.slice(9))),
  },
  // Finland: henkilötunnus.
  {
    pattern: starting(FIRST, /[\w-]/, /\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\w-])/g),
    isValid: (id) => {
      const digits = id.slice(0, 6) + id.slice(-4, -1);
      return '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits) % 31] === id.at(-1);
    },
  },
  // Sweden: personnummer.
  {
    pattern: starting(
      FIRST,
      /[\w-]/,
      /(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}(?![\w-])/g,
    ),
    isValid: (id) => luhn(id.slice(-10)) % 10 === 0,
  },
];

export const redactNationalIds: Detect = (text, replace) => {
  let redacted = text;
  for (const { pattern, isValid } of ids) {
    redacted = redacted.replace(pattern, (match) =>
      isValid === undefined || isValid(match.replace(/[^\w]/g, '').toUpperCase())
        ? replace('national-id', match)
        : match,
    );
  }
  return redacted;
};

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}

function luhn(digits: string): number {
  return [...digits].reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
}

function brazilianCheck(digits: string, length: number): string {
  const weights = Array.from({ length }, (_, index) => length + 1 - index);
  return String(((weighted(digits, weights) * 10) % 11) % 10);
}

/** What the characters at odd places count, from `0` and from `A` on. */
const ITALIAN_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function italianCheck(id: string): string {
  let sum = 0;
  for (let index = 0; index < 15; index += 1) {
    const code = id.charCodeAt(index);
    const value = code < 65 ? code - 48 : code - 65;
    sum += index % 2 === 0 ? ITALIAN_ODD[value]! : value;
  }
  return String.fromCharCode(65 + (sum % 26));
}
