/** Private keys in PEM (RFC 7468), PGP's and SSH's too, with real or escaped line breaks, whole or cut off. */

import { find } from './finding.ts';

const BEGIN = '-----BEGIN';
/** Longer than any label: `ENCRYPTED PRIVATE KEY`, `PGP PRIVATE KEY BLOCK`, `OPENSSH PRIVATE KEY`. */
const LONGEST_LABEL = 60;
/** A key without its end is taken as far as its characters go. */
const KEY_TEXT = /(?:[A-Za-z0-9+/=\s:,;.()@<>_-]|\\+[nrt])*/y;
/** Less than this between the lines is no key but an example. */
const SHORTEST_KEY = 20;

/** Looks at the run that ends at `end` with `-----BEGIN`. */
export function findPrivateKey(text: string, end: number): boolean {
  const start = end - BEGIN.length;
  if (start < 0 || !text.startsWith(BEGIN, start)) return false;
  const label = text.slice(end, end + LONGEST_LABEL);
  const dashes = label.indexOf('-----');
  if (dashes === -1 || !/PRIVATE KEY(?: BLOCK)?$/i.test(label.slice(0, dashes))) return false;
  const body = end + dashes + 5;
  const stop = endOfKey(text, body, label.slice(0, dashes));
  return stop - body >= SHORTEST_KEY && find('private-key', start, stop);
}

function endOfKey(text: string, body: number, label: string): number {
  KEY_TEXT.lastIndex = body;
  KEY_TEXT.test(text);
  const stop = KEY_TEXT.lastIndex;
  const footer = `-----END${label}-----`;
  // In the key alone: a search in all of the text, for each of many keys, would not be linear.
  const at = text.slice(body, stop).indexOf(footer);
  return at === -1 ? stop : body + at + footer.length;
}
