/** The user and password of a URL (RFC 3986, section 3.2.1), in any text. */

import { char, DIGIT, isIn } from './characters.ts';
import { find } from './finding.ts';
import type { Scanned } from './scanned.ts';

/** Longer than any user and password; also what bounds the work. */
const LONGEST = 1024;

/** Looks behind the `://` at `colon` for `user:password@`; what is found is the user and the password. */
export function findUrlCredentials({ bytes, length }: Scanned, colon: number): boolean {
  const start = colon + 3;
  const limit = Math.min(length, start + LONGEST);
  let password = -1;
  let end = -1;
  for (let at = start; at < limit; at += 1) {
    const code = bytes[at]!;
    // The last one counts: passwords with an unescaped @ are common.
    if (code === char.at) end = at;
    else if (code === char.colon && password === -1) password = at + 1;
    else if (endsAuthority(code)) break;
  }
  if (end === -1) return false;
  if (password === -1 || password > end) return isToken(bytes, start, end) && find('url', start, end);
  return end > password && find('url', start, end);
}

function endsAuthority(code: number): boolean {
  // Control characters and blank, " # ' / < > ? \ ` { | }
  return (
    code <= 32 ||
    code === 34 ||
    code === 35 ||
    code === 39 ||
    code === 47 ||
    code === 60 ||
    code === 62 ||
    code === 63 ||
    code === 92 ||
    code === 96 ||
    (code >= 123 && code <= 125)
  );
}

/** A user alone is a name, unless it is long and has digits: `https://<token>@host`. */
function isToken(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 20) return false;
  for (let at = start; at < end; at += 1) if (isIn(bytes, at, DIGIT)) return true;
  return false;
}
