/** What mostly stays the same for the requests of one connection, and the attributes that come of it. */
import type { IncomingHttpHeaders } from 'node:http';
import { SharedAttributes } from '@waymark/tracing';
import {
  CLIENT_ADDRESS,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  SERVER_ADDRESS,
  SERVER_PORT,
  USER_AGENT_ORIGINAL,
} from './attributes.ts';
import { type Authority, addressWithoutPort, parseAuthority } from './authority.ts';
import { parseForwarded } from './forwarded.ts';
import type { Scheme } from './served.ts';

/** Requests that agree in all of these share the attributes. */
export interface ConnectionFacts {
  readonly scheme: Scheme;
  /** `Host`, or `:authority`. */
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly forwarded: string | undefined;
  readonly forwardedFor: string | string[] | undefined;
  readonly forwardedHost: string | string[] | undefined;
  readonly forwardedProto: string | string[] | undefined;
  readonly shared: SharedAttributes;
}

/** Whether a request is one of those that `known` is of. */
export function isOf(
  known: ConnectionFacts,
  headers: IncomingHttpHeaders,
  host: string | undefined,
  scheme: Scheme,
): boolean {
  return (
    known.host === host &&
    known.userAgent === headers['user-agent'] &&
    known.scheme === scheme &&
    known.forwardedFor === headers['x-forwarded-for'] &&
    known.forwarded === headers.forwarded &&
    known.forwardedHost === headers['x-forwarded-host'] &&
    known.forwardedProto === headers['x-forwarded-proto']
  );
}

export function connectionFacts(
  headers: IncomingHttpHeaders,
  host: string | undefined,
  scheme: Scheme,
  peerAddress: string | undefined,
  peerPort: number | undefined,
): ConnectionFacts {
  const server = forwardedServer(headers) ?? (host ? parseAuthority(host, scheme) : undefined);
  const userAgent = headers['user-agent'];
  const shared = new SharedAttributes({
    [SERVER_ADDRESS]: server?.address,
    [SERVER_PORT]: server?.port,
    [CLIENT_ADDRESS]: forwardedClient(headers) ?? peerAddress,
    [NETWORK_PEER_ADDRESS]: peerAddress,
    [NETWORK_PEER_PORT]: peerPort,
    [USER_AGENT_ORIGINAL]: userAgent,
  });
  return {
    scheme,
    host,
    userAgent,
    forwarded: headers.forwarded,
    forwardedFor: headers['x-forwarded-for'],
    forwardedHost: headers['x-forwarded-host'],
    forwardedProto: headers['x-forwarded-proto'] as string | string[] | undefined,
    shared,
  };
}

/** `Forwarded`, then `X-Forwarded-Host`: the address that the client asked, before any proxy. */
function forwardedServer(headers: IncomingHttpHeaders): Authority | undefined {
  if (headers.forwarded !== undefined) {
    const element = parseForwarded(headers.forwarded).find((candidate) => candidate.host);
    if (element?.host !== undefined) return parseAuthority(element.host, element.proto);
  }
  const host = first(headers['x-forwarded-host']);
  return host ? parseAuthority(host, first(headers['x-forwarded-proto'])) : undefined;
}

/** `Forwarded`, then the first of `X-Forwarded-For`. */
function forwardedClient(headers: IncomingHttpHeaders): string | undefined {
  if (headers.forwarded !== undefined) {
    const element = parseForwarded(headers.forwarded).find((candidate) => candidate.for);
    if (element?.for !== undefined) return addressWithoutPort(element.for);
  }
  const chain = first(headers['x-forwarded-for']);
  return chain ? addressWithoutPort(first(chain.split(','))!.trim()) : undefined;
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
