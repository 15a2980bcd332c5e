/** Who is let in. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { RequestError } from '../receiving/request-error.ts';
import type { Token } from './token.ts';
import { isLocalHost, isNavigation, isOwn } from './where-from.ts';

export interface GateRules {
  /** Whether the server listens on this machine's own addresses only. */
  loopback: boolean;
  token: Token | undefined;
}

/**
 * For every request.
 * @throws {RequestError} 403 for a name that is not this machine's (on other addresses, the token stands for that)
 */
export function checkHost({ loopback }: GateRules, { host }: IncomingHttpHeaders): void {
  if (!loopback || isLocalHost(host)) return;
  throw new RequestError(403, 'only localhost is served here: the header Host names another');
}

/** @throws {RequestError} 401 */
export function checkToken({ token }: GateRules, headers: IncomingHttpHeaders): void {
  if (token === undefined || token.isIn(headers)) return;
  throw new RequestError(
    401,
    'a token is required: open the link that the viewer printed, or send "authorization: Bearer TOKEN"',
    { 'www-authenticate': 'Bearer' },
  );
}

/**
 * For everything that is not telemetry.
 * @throws {RequestError} 403 when a page that is not ours asks
 */
export function checkOwn(request: IncomingMessage, isPage: boolean): void {
  if (isOwn(request.headers)) return;
  const follows = isPage && request.method === 'GET' && isNavigation(request.headers);
  if (!follows) throw new RequestError(403, 'another page asks: only the page of this viewer may');
}
