/** Credentials that would be sent for everybody on the way to read. RATIONALE.md tells what counts as one. */

import { type Destination, endpointOf, placeOf } from './destination.ts';

/** Headers that prove nothing: whom a tenant's data belongs to, where it is kept, and what a body is. */
const HARMLESS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'accountid',
  'baggage',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-type',
  'dash0-dataset',
  'dataset',
  'host',
  'organization',
  'origin',
  'projectid',
  'stream-name',
  'thanos-tenant',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-axiom-dataset',
  'x-dataset',
  'x-honeycomb-dataset',
  'x-org-id',
  'x-organization',
  'x-request-id',
  'x-scope-orgid',
  'x-tenant',
  'x-tenant-id',
]);

/** VictoriaLogs, GreptimeDB and Parseable have one for each part of a place. */
const HARMLESS_TOO = /^(?:vl|x-greptime-(?:db|log|pipeline)|x-p-(?:log|stream))(?:-|$)/;

/** Of the query of a URL, what may be a credential by its name. */
const SECRET_PARAMETER = /key|token|secret|passw|pwd|auth|cred|sig|^code$/i;

/**
 * What of a destination proves who we are and would be sent without TLS to another host: "the header 'authorization'".
 * Undefined when there is nothing. Whether `allowPlaintext` is set makes no difference.
 *
 * @throws Error, without the URL in it, when the URL is not valid
 */
export function openCredentials(
  destination: Pick<Destination, 'url' | 'headers' | 'credentials'>,
): string | undefined {
  const { host, secure } = endpointOf(destination, 0);
  if (secure || isLoopback(host)) return undefined;
  const { username, password, searchParams } = new URL(destination.url);
  if (username !== '' || password !== '') return 'the user and password of the URL';
  const parameter = [...searchParams.keys()].find((name) => SECRET_PARAMETER.test(name));
  if (parameter !== undefined) return `'${parameter}' of the URL's query`;
  const [credential] = Object.keys(destination.credentials ?? {});
  if (credential !== undefined) return `the ${credential}`;
  const header = Object.keys(destination.headers ?? {}).find((name) => !isHarmless(name.toLowerCase()));
  return header === undefined ? undefined : `the header '${header}'`;
}

function isHarmless(header: string): boolean {
  return HARMLESS.has(header) || HARMLESS_TOO.test(header);
}

/** @throws Error where credentials would go over plain text, and that is not allowed */
export function refusePlaintext(destination: Destination): void {
  const open = destination.allowPlaintext ? undefined : openCredentials(destination);
  if (open === undefined) return;
  throw new Error(
    `${open} would go to ${placeOf(destination)} over plain text: use TLS, or allow it by allowPlaintext`,
  );
}

/** Addresses of this machine, the one of no machine among them, which the system takes for it; also IPv4 within IPv6. */
const OWN = /^(?:::1?|::ffff:7f[\da-f]{2}:[\da-f]{1,4}|127(?:\.\d{1,3}){3}|0\.0\.0\.0)$/;

/** What never leaves the machine. A name that the hosts file leads there is not known to. */
function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || OWN.test(name);
}
