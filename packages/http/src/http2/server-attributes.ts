/** The attributes of a SERVER span of HTTP/2 that are known when the stream begins: pseudo-headers instead of a request line. */
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
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
} from '../attributes.ts';
import { parseAuthority } from '../authority.ts';
import { knownMethod } from '../request-method.ts';
import { splitTarget } from '../request-target.ts';
import { forwardedClient, forwardedServer } from '../server-attributes.ts';
import { peerOf } from './session-peer.ts';

/** `network.protocol.version`, of servers and clients. */
export const HTTP_2 = '2';

export type Scheme = 'http' | 'https';

/** @param scheme of the server, where the client says none that is one */
export function streamAttributes(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
): Attributes {
  const original = headers[':method'] ?? 'GET';
  const method = knownMethod(original);
  const urlScheme = schemeOf(headers, scheme);
  const authority = headers[':authority'] ?? headers.host;
  const target = splitTarget(headers[':path'] ?? '/', urlScheme, authority);
  const peer = peerOf(stream.session);
  const server = forwardedServer(headers) ?? (authority ? parseAuthority(authority, urlScheme) : undefined);
  const client = forwardedClient(headers) ?? peer.address;
  const userAgent = headers['user-agent'];
  const attributes: Attributes = {
    [HTTP_REQUEST_METHOD]: method,
    [URL_SCHEME]: urlScheme,
    [NETWORK_PROTOCOL_VERSION]: HTTP_2,
  };
  if (target.path !== undefined) attributes[URL_PATH] = target.path;
  if (target.query !== undefined) attributes[URL_QUERY] = target.query;
  if (server !== undefined) attributes[SERVER_ADDRESS] = server.address;
  if (server?.port !== undefined) attributes[SERVER_PORT] = server.port;
  if (client !== undefined) attributes[CLIENT_ADDRESS] = client;
  if (peer.address !== undefined) attributes[NETWORK_PEER_ADDRESS] = peer.address;
  if (peer.port !== undefined) attributes[NETWORK_PEER_PORT] = peer.port;
  if (userAgent !== undefined) attributes[USER_AGENT_ORIGINAL] = userAgent;
  if (method !== original) attributes[HTTP_REQUEST_METHOD_ORIGINAL] = original;
  return attributes;
}

/** A proxy that takes TLS off says `https` over a plain connection, and is right. */
function schemeOf(headers: IncomingHttpHeaders, scheme: Scheme): Scheme {
  const said = headers[':scheme'];
  return said === 'http' || said === 'https' ? said : scheme;
}
