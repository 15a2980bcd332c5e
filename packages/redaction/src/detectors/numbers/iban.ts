/** International bank account numbers (ISO 13616): of a country, as long as that country's, with its check digits. */

import { ALNUM, char, DIGIT, isIn, LETTER, WORD } from '../characters.ts';
import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';
import { endOfSeparator } from './separator.ts';

const LENGTHS =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
  'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
  'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
  'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30';

/** The length by the two letters of the country, 5 bits each; 0 where there is none. */
const lengths = new Uint8Array(0x400);
/** The two letters of each country. */
export const countries: string[] = [];
for (const row of LENGTHS.split(' ')) {
  countries.push(row.slice(0, 2));
  lengths[country(row.charCodeAt(0), row.charCodeAt(1))] = Number(row.slice(2));
}

function country(first: number, second: number): number {
  return ((first & 31) << 5) | (second & 31);
}

/** Looks at what begins at `start` with two letters and two digits. Groups may have a blank or dash between them. */
export function findIban(scanned: Scanned, start: number): boolean {
  const { bytes, length: textLength } = scanned;
  if (!isIn(bytes, start, LETTER) || !isIn(bytes, start + 1, LETTER) || !isIn(bytes, start + 3, DIGIT))
    return false;
  const length = lengths[country(bytes[start]!, bytes[start + 1]!)]!;
  if (length === 0) return false;
  let count = 0;
  let checked = 0;
  let at = start;
  while (count < length && at < textLength) {
    if (!isIn(bytes, at, ALNUM)) {
      // A blank stands between groups of four, and one at a time.
      const next = endOfSeparator(scanned, at);
      if (next === at || count === 0 || count % 4 !== 0 || !isIn(bytes, next, ALNUM)) return false;
      at = next;
    }
    // In the letters of one there is one case.
    if (isIn(bytes, at, LETTER) && ((bytes[at]! ^ bytes[start]!) & 32) !== 0) return false;
    if (count >= 4) checked = append(checked, bytes[at]!);
    count += 1;
    at += 1;
  }
  if (count < length || isIn(bytes, at, WORD)) return false;
  // The number that is checked has the country and the check digits at its end.
  for (let index = 0; index < 4; index += 1) checked = append(checked, bytes[start + index]!);
  return checked === 1 && find('iban', start, at);
}

/** The remainder by 97 of a number with the value of one more character behind it. */
function append(number: number, code: number): number {
  if (code <= char.nine) return (number * 10 + code - char.zero) % 97;
  return (number * 100 + (code & 31) + 9) % 97;
}
