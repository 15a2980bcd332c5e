/** The token that every address but this machine's own requires: in a header, or once in a link, and a cookie from then on. */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export class Token {
  readonly text: string;
  readonly #cookieName: string;
  /** Not the token itself: who sees a cookie cannot make a link of it. */
  readonly #cookieValue: string;

  /** @throws {Error} for what no header can carry; an empty one would let everybody in */
  constructor(text: string) {
    if (!/^[\x21-\x7e]+$/.test(text))
      throw new Error('a token is letters, digits and signs without blanks, and at least one of them');
    this.text = text;
    const derived = (purpose: string) => createHmac('sha256', text).update(purpose).digest('base64url');
    // All ports of a host share their cookies: two viewers must not overwrite each other's.
    this.#cookieName = `waymark_viewer_${derived('name').slice(0, 8)}`;
    this.#cookieValue = derived('value');
  }

  static random(): Token {
    return new Token(randomBytes(16).toString('hex'));
  }

  /** By `authorization: Bearer …` or the cookie. */
  isIn({ authorization, cookie }: IncomingHttpHeaders): boolean {
    const bearer = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) return this.matches(bearer);
    return cookiesNamed(this.#cookieName, cookie).some((value) => isEqual(value, this.#cookieValue));
  }

  /** Of a link: `?token=…`. */
  matches(text: string): boolean {
    return isEqual(text, this.text);
  }

  /** For the header `set-cookie`. No page elsewhere makes a browser send it, and no script reads it. */
  cookie(): string {
    return `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`;
  }
}

function cookiesNamed(name: string, header = ''): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim().split('=', 2) as [string, string?])
    .filter(([key]) => key === name)
    .map(([, value = '']) => value);
}

/** In a time that does not tell how much of it is right. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
