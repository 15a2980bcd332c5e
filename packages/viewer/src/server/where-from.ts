/** Who may ask: decided by headers that a page cannot forge, as pure functions. */

import type { IncomingHttpHeaders } from 'node:http';

/** The last two are how containers call the machine that they run on; nobody can own a name that ends in `.internal`. */
const LOCAL_HOST =
  /^(localhost|127(\.\d{1,3}){3}|\[::1\]|host\.docker\.internal|host\.containers\.internal)(:\d{1,5})?$/i;

/** Not so the names that containers use: what they lead to, the network reaches as well. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/** Whether nobody but this machine reaches a server that listens there. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address);
}

/**
 * Whether a request was meant for this machine. A page elsewhere can let its own name point to 127.0.0.1, and then read
 * answers as its own (DNS rebinding); this header still has its name.
 */
export function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && LOCAL_HOST.test(host);
}

/** Whether a page was served by this machine, from whatever port. */
export function isLocalOrigin(origin: string): boolean {
  const scheme = /^https?:\/\//i.exec(origin)?.[0];
  return scheme !== undefined && isLocalHost(origin.slice(scheme.length));
}

/**
 * Whether a request comes from our own page, or from no page at all: a program, or the address bar. Answers to others hold
 * no CORS header, so that they could not be read; but a script or an image can be loaded without one.
 */
export function isOwn({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (origin !== undefined && !isSameOrigin(origin, host)) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** The scheme is not compared: a proxy may have taken TLS off. `null` is the origin of a sandbox, and never ours. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && /^https?:\/\/(.*)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase();
}

/** Whether somebody follows a link to us: they get the page, which asks for everything else by itself. */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
