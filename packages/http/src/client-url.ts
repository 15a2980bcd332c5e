/** The address and `url.full` of a request made with `node:http` or `node:https`. */
import type { ClientRequest } from 'node:http';
import { defaultPort, parseAuthority, portOf } from './authority.ts';
import { redactQuery } from './sensitive-query.ts';

/** The options as an agent gets them from Node: defaults filled in, URLs taken apart. */
export interface ConnectionOptions {
  port?: number | string | null;
  auth?: string | null;
}

export interface ClientTarget {
  address: string;
  port: number | undefined;
  url: string;
}

/**
 * `options` are missing when the request goes through an agent of a foreign kind; the port is then what the Host header
 * says, which names the same server unless the app set it.
 */
export function clientTarget(request: ClientRequest, options: ConnectionOptions | undefined): ClientTarget {
  const scheme = request.protocol.slice(0, -1);
  const port = portOf(options?.port) ?? portInHostHeader(request, scheme) ?? defaultPort(scheme);
  const credentials = options?.auth ? 'REDACTED:REDACTED@' : '';
  const host = request.host.includes(':') ? `[${request.host}]` : request.host;
  const explicitPort = port === undefined || port === defaultPort(scheme) ? '' : `:${port}`;
  return {
    address: request.host,
    port,
    url: targetUrl(`${scheme}://${credentials}${host}${explicitPort}`, request.path),
  };
}

function portInHostHeader(request: ClientRequest, scheme: string): number | undefined {
  const header = request.getHeader('host');
  return typeof header === 'string' ? parseAuthority(header, scheme).port : undefined;
}

/** A path is relative to the server, an absolute URL is meant for a proxy, and CONNECT has neither. */
function targetUrl(server: string, path: string): string {
  if (path.startsWith('/')) return server + redactPath(path);
  if (!/^https?:\/\//i.test(path)) return server;
  return redactUrl(path);
}

/** `url` without its credentials and the values of sensitive parameters, otherwise as it was. */
export function redactUrl(url: string): string {
  return redactPath(url.replace(/^([a-z]+:\/\/)[^/?#@]*@/i, '$1REDACTED:REDACTED@'));
}

function redactPath(path: string): string {
  const hash = path.indexOf('#');
  const end = hash === -1 ? path.length : hash;
  const question = path.indexOf('?');
  if (question === -1 || question > end) return path;
  return path.slice(0, question + 1) + redactQuery(path.slice(question + 1, end)) + path.slice(end);
}
