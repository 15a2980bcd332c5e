/** Private keys in PEM (RFC 7468), PGP's and SSH's too, with real or escaped line breaks, whole or cut off. */

import { find } from './finding.ts';
import type { Scanned } from './scanned.ts';

const BEGIN = '-----BEGIN';
const DASHES = 5;
/** Longer than any label: `ENCRYPTED PRIVATE KEY`, `PGP PRIVATE KEY BLOCK`, `OPENSSH PRIVATE KEY`. */
const LONGEST_LABEL = 60;
/** A key without its end is taken as far as its characters go. */
const KEY_TEXT = /(?:[A-Za-z0-9+/=\s:,;.()@<>_-]|\\+[nrt])*/y;
/** Less than this between header and footer is no key: `...`, `anything`. */
const SHORTEST_KEY = 12;

/** Looks at the word `BEGIN` at `at`. */
export function findPrivateKey({ text }: Scanned, at: number): boolean {
  const start = at - DASHES;
  const end = start + BEGIN.length;
  if (start < 0 || !text.startsWith(BEGIN, start)) return false;
  const label = text.slice(end, end + LONGEST_LABEL);
  const dashes = label.indexOf('-----');
  if (dashes === -1 || !/PRIVATE KEY(?: BLOCK)?$/i.test(label.slice(0, dashes))) return false;
  const body = end + dashes + 5;
  const stop = endOfKey(text, body);
  const footer = `-----END${label.slice(0, dashes)}-----`;
  // In the key alone: a search in all of the text, for each of many keys, would not be linear.
  const length = text.slice(body, stop).indexOf(footer);
  if (length === -1) return stop > body && find('private-key', start, stop);
  return length >= SHORTEST_KEY && find('private-key', start, body + length + footer.length);
}

function endOfKey(text: string, body: number): number {
  KEY_TEXT.lastIndex = body;
  KEY_TEXT.test(text);
  return KEY_TEXT.lastIndex;
}
