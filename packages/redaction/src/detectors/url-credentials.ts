/** The user and password of a URL (RFC 3986, section 3.2.1), in any text. */

import { char, DIGIT, endOf, isIn } from './characters.ts';
import { find } from './finding.ts';
import type { Scanned } from './scanned.ts';

/** Longer than any user and password; also what bounds the work. */
const LONGEST = 1024;

/** Looks behind the `://` at `colon` for `user:password@`; what is found is the user and the password. */
export function findUrlCredentials(scanned: Scanned, colon: number): boolean {
  return findCredentialsAt(scanned, colon + 3);
}

/** The same behind `:\/\/`, as PHP writes JSON. */
export function findEscapedUrlCredentials(scanned: Scanned, colon: number): boolean {
  const { bytes } = scanned;
  const isUrl =
    bytes[colon + 1] === char.backslash &&
    bytes[colon + 2] === char.slash &&
    bytes[colon + 3] === char.backslash &&
    bytes[colon + 4] === char.slash;
  return isUrl && findCredentialsAt(scanned, colon + 5);
}

function findCredentialsAt({ bytes, length }: Scanned, start: number): boolean {
  const limit = Math.min(length, start + LONGEST);
  // In the brackets of an address there are colons, too.
  let password = bytes[start] === char.bracket ? limit : -1;
  let end = -1;
  for (let at = start; at < limit; at += 1) {
    const code = bytes[at]!;
    // The last one counts: passwords with an unescaped @ are common.
    if (code === char.at) end = at;
    else if (code === char.colon && password === -1) password = at + 1;
    // The next URL begins.
    else if (code === char.colon && bytes[at + 1] === char.slash && bytes[at + 2] === char.slash) break;
    else if (endsAuthority(code)) {
      // So are those with other signs; but what follows a host is its port, and then its path.
      if (!isSignOfUrl(code) || password === -1 || end !== -1 || isPort(bytes, password, at)) break;
    }
  }
  if (end === -1) return false;
  if (password === -1 || password > end) return isToken(bytes, start, end) && find('url', start, end);
  return end > password && find('url', start, end);
}

/** Digits up to `end`; or nothing in front of a path. */
function isPort(bytes: Uint8Array, start: number, end: number): boolean {
  return start === end ? bytes[end] === char.slash : endOf(bytes, start, DIGIT) >= end;
}

/** `/`, `?`, `#` */
function isSignOfUrl(code: number): boolean {
  return code === char.slash || code === 63 || code === 35;
}

/** `://`, user, `:`, password, `@`, all of them URL-encoded; in the query of a URL, for one. */
const ENCODED =
  /%3A%2F%2F((?:[\w!$'()*+,;.~-]|%(?!2F|3F|23|3A|20|22|3C|7B|0A|0D|25)[0-9A-F]{2}){0,256}(?:%3A|:)(?:[\w!$'()*+,;.~-]|%(?!2F|3F|23|40|20|22|3C|7B|0A|0D)[0-9A-F]{2}){1,256})(?:%40|@)/iy;

/** Looks at the `%` at `percent`: does it begin a `://` with credentials behind it? */
export function findEncodedUrlCredentials({ text, bytes }: Scanned, percent: number): boolean {
  if (bytes[percent + 1] !== 51 || (bytes[percent + 2]! | 32) !== 97 || bytes[percent + 3] !== char.percent)
    return false;
  ENCODED.lastIndex = percent;
  const [, credentials] = ENCODED.exec(text) ?? [];
  if (credentials === undefined) return false;
  const start = percent + '%3A%2F%2F'.length;
  return find('url', start, start + credentials.length);
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

/** Longer than any user and password in front of an `@`; also what bounds the work. */
const LONGEST_BEFORE = 160;
/** Of Go's driver of MySQL (`bob:password@tcp(db:3306)/shop`), and of Oracle's (`jdbc:oracle:thin:bob/password@//db/shop`). */
const SOURCE = /(?:^|[\s"'`=])[^\s:/@"'`=]{1,64}:([^\s"'`]{1,90})$/;
const ORACLE = /\boracle:\w{1,8}:[^\s:/@"'`]{1,64}\/([^\s"'`]{1,80})$/;

/** Looks before the `@` at `at` for the password of a name of a data source that is no URL. `from`: where to stop. */
export function findSourcePassword({ text, bytes }: Scanned, at: number, from: number): boolean {
  const next = bytes[at + 1];
  const isOracle = next === char.slash && bytes[at + 2] === char.slash;
  if (!isOracle && !((next === 116 || next === 117) && NETWORK.test(text.slice(at + 1, at + 6))))
    return false;
  const before = text.slice(Math.max(from, at - LONGEST_BEFORE), at);
  const [, password] = (isOracle ? ORACLE : SOURCE).exec(before) ?? [];
  return password !== undefined && find('url', at - password.length, at);
}

const NETWORK = /^(?:tcp|unix)\(/;
