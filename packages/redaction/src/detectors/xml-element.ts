/** Secrets between the tags of an element, `<Password Type="...">hunter2</Password>`: found from the closing tag. */

import { char, endOf, isIn, NAME } from './characters.ts';
import { find } from './finding.ts';
import { isSuspicious, judgeName, NONE } from './names/judge-name.ts';
import { name } from './names/name-before.ts';
import { isSecret } from './names/plausible.ts';
import { isQuote, value } from './names/value-after.ts';
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
  if (bytes[end] !== char.greater) return false;
  let strength = isSuspicious(bytes, start, end) ? judgeName(scanned, start, end) : NONE;
  if (!readText(bytes, less, Math.max(from, less - LONGEST))) return false;
  name.start = start;
  name.end = end;
  if (strength === NONE) strength = judgeAttribute(scanned);
  return strength !== NONE && isSecret(scanned, strength) && find('named', value.start, value.end);
}

/** Behind the tag, or the start of a CDATA section, that the last text followed. */
let textStart = 0;

/** Reads what stands between the last `>` and `less`, or in a CDATA section, without white space around it. */
function readText(bytes: Uint8Array, less: number, least: number): boolean {
  const { closeBracket, greater } = char;
  const isData =
    bytes[less - 1] === greater && bytes[less - 2] === closeBracket && bytes[less - 3] === closeBracket;
  let end = isData ? less - 3 : less;
  const opening = isData ? char.bracket : char.greater;
  let start = end;
  while (start > least && bytes[start - 1] !== opening && bytes[start - 1] !== char.greater) start -= 1;
  if (start === 0 || bytes[start - 1] !== opening) return false;
  textStart = start;
  while (start < end && bytes[start]! <= char.space) start += 1;
  while (end > start && bytes[end - 1]! <= char.space) end -= 1;
  value.start = start;
  value.end = end;
  return end > start;
}

/** `<entry key="password">`: the name is that of an attribute, at the end of the tag before the text. */
function judgeAttribute(scanned: Scanned): number {
  const { text, bytes } = scanned;
  const end = textStart - 2;
  if (end < 0 || !isQuote(bytes[end]!)) return NONE;
  let start = end;
  while (start > 0 && end - start < 64 && isIn(bytes, start - 1, NAME)) start -= 1;
  if (!isSuspicious(bytes, start, end) || !NAMING.test(text.slice(Math.max(0, start - 8), start)))
    return NONE;
  name.start = start;
  name.end = end;
  return judgeName(scanned, start, end);
}

const NAMING = /\s(?:key|name|id)=["']$/;
