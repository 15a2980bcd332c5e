/** The attributes of a SERVER span that are known when the request arrives. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Attributes } from '@opentelemetry/api';
import {
  CLIENT_ADDRESS,
  HTTP_REQUEST_METHOD,
  HTTP_REQUEST_METHOD_ORIGINAL,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  NETWORK_PROTOCOL_VERSION,
  SERVER_ADDRESS,
  SERVER_PORT,
  URL_PATH,
  URL_QUERY,
  URL_SCHEME,
  USER_AGENT_ORIGINAL,
} from './attributes.ts';
import { type Authority, addressWithoutPort, parseAuthority } from './authority.ts';
import { parseForwarded } from './forwarded.ts';
import { knownMethod } from './request-method.ts';
import { splitTarget } from './request-target.ts';
import { Stamp } from './stamp.ts';

/** What stays the same for all requests of a connection, and mostly also the last `Host` on it. */
interface ConnectionFacts {
  peerAddress: string | undefined;
  peerPort: number | undefined;
  host: string | undefined;
  server: Authority | undefined;
}

class StampedSocket extends Stamp {
  #facts: ConnectionFacts;

  private constructor(socket: object, facts: ConnectionFacts) {
    super(socket);
    this.#facts = facts;
  }

  static put(socket: object, facts: ConnectionFacts): void {
    if (#facts in socket) socket.#facts = facts;
    else new StampedSocket(socket, facts);
  }

  static get(socket: object): ConnectionFacts | undefined {
    return #facts in socket ? socket.#facts : undefined;
  }
}

/** Strings are taken now: frameworks rewrite `req.url`, and a closed socket has forgotten its peer. */
export function serverAttributes(request: IncomingMessage, scheme: 'http' | 'https'): Attributes {
  const { headers } = request;
  const original = request.method ?? 'GET';
  const method = knownMethod(original);
  const target = splitTarget(request.url ?? '/', scheme, headers.host);
  const connection = factsOf(request.socket, headers.host, scheme);
  const server = forwardedServer(headers) ?? connection.server;
  const client = forwardedClient(headers) ?? connection.peerAddress;
  const userAgent = headers['user-agent'];
  const attributes: Attributes = {
    [HTTP_REQUEST_METHOD]: method,
    [URL_SCHEME]: scheme,
    [NETWORK_PROTOCOL_VERSION]: request.httpVersion,
  };
  if (target.path !== undefined) attributes[URL_PATH] = target.path;
  if (target.query !== undefined) attributes[URL_QUERY] = target.query;
  if (server !== undefined) attributes[SERVER_ADDRESS] = server.address;
  if (server?.port !== undefined) attributes[SERVER_PORT] = server.port;
  if (client !== undefined) attributes[CLIENT_ADDRESS] = client;
  if (connection.peerAddress !== undefined) attributes[NETWORK_PEER_ADDRESS] = connection.peerAddress;
  if (connection.peerPort !== undefined) attributes[NETWORK_PEER_PORT] = connection.peerPort;
  if (userAgent !== undefined) attributes[USER_AGENT_ORIGINAL] = userAgent;
  if (method !== original) attributes[HTTP_REQUEST_METHOD_ORIGINAL] = original;
  return attributes;
}

function factsOf(
  socket: Socket | undefined,
  host: string | undefined,
  scheme: 'http' | 'https',
): ConnectionFacts {
  const known = socket ? StampedSocket.get(socket) : undefined;
  if (known !== undefined && known.host === host) return known;
  const facts: ConnectionFacts = {
    peerAddress: socket?.remoteAddress,
    peerPort: socket?.remotePort,
    host,
    server: host ? parseAuthority(host, scheme) : undefined,
  };
  if (socket) StampedSocket.put(socket, facts);
  return facts;
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
