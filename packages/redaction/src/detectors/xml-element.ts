/** Secrets between the tags of an element, `<Password Type="...">hunter2</Password>`: found from the closing tag. */

import { char, endOf, NAME } from './characters.ts';
import { find } from './finding.ts';
import { isSuspicious, judgeName, NONE } from './names/judge-name.ts';
import { name } from './names/name-before.ts';
import { isSecret } from './names/plausible.ts';
import { value } from './names/value-after.ts';
import type { Scanned } from './scanned.ts';

/** Longer text is no secret that a person gave a name; also what bounds the work. */
const LONGEST = 4096;

/** Looks at the tag that begins with the `<` at `less`. `from`: where the text begins that was not looked at before. */
export function findElementText(scanned: Scanned, less: number, from: number): boolean {
  const { bytes } = scanned;
  if (bytes[less + 1] !== char.slash) return false;
  let start = less + 2;
  let end = endOf(bytes, start, NAME);
  // A prefix of a namespace.
  if (bytes[end] === char.colon) {
    start = end + 1;
    end = endOf(bytes, start, NAME);
  }
  if (bytes[end] !== char.greater || !isSuspicious(bytes, start, end)) return false;
  const strength = judgeName(scanned, start, end);
  if (strength === NONE || !readText(bytes, less, Math.max(from, less - LONGEST))) return false;
  name.start = start;
  name.end = end;
  return isSecret(scanned, strength) && find('named', value.start, value.end);
}

/** Reads what stands between the last `>` and `less`, without white space around it. */
function readText(bytes: Uint8Array, less: number, least: number): boolean {
  let start = less;
  while (start > least && bytes[start - 1] !== char.greater) start -= 1;
  if (start === 0 || bytes[start - 1] !== char.greater) return false;
  let end = less;
  while (start < end && bytes[start]! <= char.space) start += 1;
  while (end > start && bytes[end - 1]! <= char.space) end -= 1;
  value.start = start;
  value.end = end;
  return end > start;
}
