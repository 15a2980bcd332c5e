/** The attributes of a SERVER span of HTTP/2 that are known when the stream begins: pseudo-headers instead of a request line. */
import type { Http2Session, IncomingHttpHeaders } from 'node:http2';
import type { Attributes } from '@opentelemetry/api';
import { SharedAttributes } from '@waymark/tracing';
import {
  CLIENT_ADDRESS,
  HTTP_REQUEST_ID,
  HTTP_REQUEST_ID_HEADER,
  HTTP_REQUEST_METHOD_ORIGINAL,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  SERVER_ADDRESS,
  SERVER_PORT,
  URL_PATH,
  URL_QUERY,
  USER_AGENT_ORIGINAL,
} from '../attributes.ts';
import { parseAuthority } from '../authority.ts';
import { splitTarget } from '../request-target.ts';
import { forwardedClient, forwardedServer } from '../server-attributes.ts';
import { Stamp } from '../stamp.ts';
import { peerOf } from './session-peer.ts';

/** `network.protocol.version`, of servers and clients. */
export const HTTP_2 = '2';

export type Scheme = 'http' | 'https';

/** Streams of a session mostly agree in these, and then in all attributes that come of them. */
interface Known {
  readonly scheme: Scheme;
  readonly authority: string | undefined;
  readonly userAgent: string | undefined;
  readonly forwarded: string | undefined;
  readonly forwardedFor: string | string[] | undefined;
  readonly forwardedHost: string | string[] | undefined;
  readonly forwardedProto: string | string[] | undefined;
  readonly shared: SharedAttributes;
}

class StampedServed extends Stamp {
  #known: Known;

  private constructor(session: object, known: Known) {
    super(session);
    this.#known = known;
  }

  static put(session: Http2Session, known: Known): void {
    if (#known in session) session.#known = known;
    else new StampedServed(session, known);
  }

  static get(session: Http2Session): Known | undefined {
    return #known in session ? session.#known : undefined;
  }
}

/** A proxy that takes TLS off says `https` over a plain connection, and is right. */
export function schemeOf(headers: IncomingHttpHeaders, scheme: Scheme): Scheme {
  const said = headers[':scheme'];
  return said === 'http' || said === 'https' ? said : scheme;
}

/** Those of this stream alone, with room for the request id, which may be the trace id of the span. */
export function streamAttributes(
  headers: IncomingHttpHeaders,
  scheme: Scheme,
  knownMethod: string,
  arrivedId: string | undefined,
): Attributes {
  const method = headers[':method'] ?? 'GET';
  const target = splitTarget(headers[':path'] ?? '/', scheme, authorityOf(headers));
  return {
    [URL_PATH]: target.path,
    [URL_QUERY]: target.query,
    [HTTP_REQUEST_METHOD_ORIGINAL]: method === knownMethod ? undefined : method,
    [HTTP_REQUEST_ID_HEADER]: arrivedId === undefined ? undefined : [arrivedId],
    [HTTP_REQUEST_ID]: undefined,
  };
}

/** A stream that was reset meanwhile has no session any more. */
export function sessionAttributes(
  session: Http2Session | undefined,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
): SharedAttributes {
  const known = session && StampedServed.get(session);
  if (known !== undefined && isOf(known, headers, scheme)) return known.shared;
  const found = knownOf(session, headers, scheme);
  if (session !== undefined) StampedServed.put(session, found);
  return found.shared;
}

function isOf(known: Known, headers: IncomingHttpHeaders, scheme: Scheme): boolean {
  return (
    known.authority === authorityOf(headers) &&
    known.userAgent === headers['user-agent'] &&
    known.scheme === scheme &&
    known.forwardedFor === headers['x-forwarded-for'] &&
    known.forwarded === headers.forwarded &&
    known.forwardedHost === headers['x-forwarded-host'] &&
    known.forwardedProto === headers['x-forwarded-proto']
  );
}

function knownOf(session: Http2Session | undefined, headers: IncomingHttpHeaders, scheme: Scheme): Known {
  const authority = authorityOf(headers);
  const server = forwardedServer(headers) ?? (authority ? parseAuthority(authority, scheme) : undefined);
  const peer = peerOf(session);
  const userAgent = headers['user-agent'];
  const shared = new SharedAttributes({
    [SERVER_ADDRESS]: server?.address,
    [SERVER_PORT]: server?.port,
    [CLIENT_ADDRESS]: forwardedClient(headers) ?? peer.address,
    [NETWORK_PEER_ADDRESS]: peer.address,
    [NETWORK_PEER_PORT]: peer.port,
    [USER_AGENT_ORIGINAL]: userAgent,
  });
  return {
    scheme,
    authority,
    userAgent,
    forwarded: headers.forwarded,
    forwardedFor: headers['x-forwarded-for'],
    forwardedHost: headers['x-forwarded-host'],
    forwardedProto: headers['x-forwarded-proto'] as string | string[] | undefined,
    shared,
  };
}

function authorityOf(headers: IncomingHttpHeaders): string | undefined {
  return headers[':authority'] ?? headers.host;
}
