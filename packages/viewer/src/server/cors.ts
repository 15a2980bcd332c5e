/** CORS for what pages send: a page of this machine may post its telemetry, and read the answer to that, nothing else. */

import type { IncomingHttpHeaders } from 'node:http';
import { isLocalOrigin } from './where-from.ts';

/** Seconds for which a browser need not ask again. */
const MAX_AGE_S = 7200;

/** Headers for the answer to a post; undefined when that page may not post. */
export function corsHeaders({ origin }: IncomingHttpHeaders): Record<string, string> | undefined {
  if (origin === undefined) return {};
  if (!isLocalOrigin(origin)) return undefined;
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
    // Of the page's own machine: the default policy is for answers that nobody else may load.
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'Origin',
  };
}

/** Headers of the answer to a browser that asks whether a page may post; undefined when not. */
export function preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> | undefined {
  const allowed = corsHeaders(headers);
  if (allowed === undefined || headers.origin === undefined) return undefined;
  return {
    ...allowed,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? 'content-type',
    'access-control-max-age': String(MAX_AGE_S),
    vary: 'Origin, Access-Control-Request-Headers',
  };
}
