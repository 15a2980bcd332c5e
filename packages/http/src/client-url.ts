/** The address and `url.full` of a request made with `node:http` or `node:https`. */
import type { ClientRequest, RequestOptions } from 'node:http';
import { defaultPort, parseAuthority, portOf } from './authority.ts';
import { ClientTarget, ClientTargets } from './client-target.ts';
import { redactQuery } from './sensitive-query.ts';

/** The options as an agent gets them from Node: defaults filled in, URLs taken apart, all else as the application gave it. */
export interface ConnectionOptions extends Omit<RequestOptions, 'auth'> {
  auth?: string | null | undefined;
}

const targets = new ClientTargets();
/** Requests mostly go where the one before went: then not even a key is made. */
let last: { protocol: string; host: string; port: number | undefined; target: ClientTarget } | undefined;

/**
 * `options` are missing when the request goes through an agent of a foreign kind; the port is then what the Host header
 * says, which names the same server unless the app set it.
 */
export function clientTarget(request: ClientRequest, options: ConnectionOptions | undefined): ClientTarget {
  const { protocol, host } = request;
  const port = portOf(options?.port) ?? impliedPort(request);
  if (last !== undefined && last.port === port && last.host === host && last.protocol === protocol) {
    return last.target;
  }
  const origin = `${protocol}//${host.includes(':') ? `[${host}]` : host}${suffixOf(protocol, port)}`;
  const target = targets.find(origin) ?? targets.keep(origin, new ClientTarget(origin, host, port));
  last = { protocol, host, port, target };
  return target;
}

function impliedPort(request: ClientRequest): number | undefined {
  const scheme = schemeOf(request.protocol);
  return portInHostHeader(request, scheme) ?? defaultPort(scheme);
}

function suffixOf(protocol: string, port: number | undefined): string {
  return port === undefined || port === defaultPort(schemeOf(protocol)) ? '' : `:${port}`;
}

function schemeOf(protocol: string): string {
  return protocol.slice(0, -1);
}

/** `url.full`: a path is relative to the server, an absolute URL is meant for a proxy, and CONNECT has neither. */
export function clientUrl(origin: string, path: string, options: ConnectionOptions | undefined): string {
  if (!path.startsWith('/') && /^https?:\/\//i.test(path)) return redactUrl(path);
  const server = options?.auth ? origin.replace('//', '//REDACTED:REDACTED@') : origin;
  return path.startsWith('/') ? server + redactPath(path) : server;
}

function portInHostHeader(request: ClientRequest, scheme: string): number | undefined {
  const header = request.getHeader('host');
  return typeof header === 'string' ? parseAuthority(header, scheme).port : undefined;
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
