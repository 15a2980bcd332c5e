/** The attributes of a SERVER span that are known when the request arrives. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { SharedAttributes } from '@waymark/tracing';
import {
  CLIENT_ADDRESS,
  HTTP_REQUEST_METHOD_ORIGINAL,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  SERVER_ADDRESS,
  SERVER_PORT,
  USER_AGENT_ORIGINAL,
} from './attributes.ts';
import { type Authority, addressWithoutPort, parseAuthority } from './authority.ts';
import { parseForwarded } from './forwarded.ts';
import { splitTarget } from './request-target.ts';
import { Stamp } from './stamp.ts';

/** The last requests of a connection mostly agree in these headers, and then in all attributes that come of them. */
interface Connection {
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly forwarded: string | undefined;
  readonly forwardedFor: string | string[] | undefined;
  readonly forwardedHost: string | string[] | undefined;
  readonly forwardedProto: string | string[] | undefined;
  readonly shared: SharedAttributes;
}

class StampedSocket extends Stamp {
  #connection: Connection;

  private constructor(socket: object, connection: Connection) {
    super(socket);
    this.#connection = connection;
  }

  static put(socket: object, connection: Connection): void {
    if (#connection in socket) socket.#connection = connection;
    else new StampedSocket(socket, connection);
  }

  static get(socket: object): Connection | undefined {
    return #connection in socket ? socket.#connection : undefined;
  }
}

/**
 * Those of this request alone. Strings are taken now: frameworks rewrite `req.url`. With room for the request id, which
 * may be the trace id of the span.
 */
export function requestAttributes(
  request: IncomingMessage,
  scheme: 'http' | 'https',
  knownMethod: string,
  arrivedId: string | undefined,
): Attributes {
  const { method = 'GET', url = '/', headers } = request;
  const target = splitTarget(url, scheme, headers.host);
  // Written out: with the names as constants, V8 would look up each of them for each request.
  const own: Attributes = {
    'url.path': target.path,
    'url.query': target.query,
    'http.request.id': undefined,
  };
  if (arrivedId !== undefined) own['http.request.header.x-request-id'] = [arrivedId];
  if (method !== knownMethod) own[HTTP_REQUEST_METHOD_ORIGINAL] = method;
  return own;
}

/** Those that other requests of the connection have as well. Taken now: a closed socket has forgotten its peer. */
export function connectionAttributes(request: IncomingMessage, scheme: 'http' | 'https'): SharedAttributes {
  const { headers, socket } = request;
  const known = socket ? StampedSocket.get(socket) : undefined;
  if (known !== undefined && isOf(known, headers)) return known.shared;
  const connection = connectionOf(request, scheme);
  if (socket) StampedSocket.put(socket, connection);
  return connection.shared;
}

function isOf(known: Connection, headers: IncomingHttpHeaders): boolean {
  return (
    known.host === headers.host &&
    known.userAgent === headers['user-agent'] &&
    known.forwardedFor === headers['x-forwarded-for'] &&
    known.forwarded === headers.forwarded &&
    known.forwardedHost === headers['x-forwarded-host'] &&
    known.forwardedProto === headers['x-forwarded-proto']
  );
}

function connectionOf({ headers, socket }: IncomingMessage, scheme: 'http' | 'https'): Connection {
  const { host } = headers;
  const server = forwardedServer(headers) ?? (host ? parseAuthority(host, scheme) : undefined);
  const peerAddress = socket?.remoteAddress;
  const userAgent = headers['user-agent'];
  const shared = new SharedAttributes({
    [SERVER_ADDRESS]: server?.address,
    [SERVER_PORT]: server?.port,
    [CLIENT_ADDRESS]: forwardedClient(headers) ?? peerAddress,
    [NETWORK_PEER_ADDRESS]: peerAddress,
    [NETWORK_PEER_PORT]: socket?.remotePort,
    [USER_AGENT_ORIGINAL]: userAgent,
  });
  return {
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
export function forwardedServer(headers: IncomingHttpHeaders): Authority | undefined {
  if (headers.forwarded !== undefined) {
    const element = parseForwarded(headers.forwarded).find((candidate) => candidate.host);
    if (element?.host !== undefined) return parseAuthority(element.host, element.proto);
  }
  const host = first(headers['x-forwarded-host']);
  return host ? parseAuthority(host, first(headers['x-forwarded-proto'])) : undefined;
}

/** `Forwarded`, then the first of `X-Forwarded-For`. */
export function forwardedClient(headers: IncomingHttpHeaders): string | undefined {
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
