/** Who gets an HTTP/2 request, where not everybody is told the same; and what gRPC's metadata brings for those who are not. */
import type { ClientHttp2Session } from 'node:http2';
import { MARK, marked, type Outbound } from '@waymark/propagation';
import type { Authority } from '../authority.ts';
import type { Recipient } from '../recipient.ts';
import { streamHeaders } from './client-headers.ts';
import { connectedTo, isSocket, originFor } from './client-origin.ts';
import { copyOf, type Headers, readHeader, removeHeader } from './header-list.ts';
import { type Peer, peerOf } from './session-peer.ts';

/** No name: then it is known which peer is meant. gRPC calls the connections to all addresses of a target by the first of them. */
const ADDRESS = /^[\d.]+$|:/;

/** The server that the session is connected to, and the one that `:authority` names, if that is another. */
export function streamRecipient(
  session: ClientHttp2Session,
  headers: Headers,
  outbound: Outbound,
): Recipient {
  const method = String(readHeader(headers, ':method') ?? 'GET');
  const target = String(readHeader(headers, ':path') ?? '/');
  return { isTold: tells(session, headers, outbound), method, target };
}

function tells(session: ClientHttp2Session, headers: Headers, outbound: Outbound): boolean {
  const peer = peerOf(session);
  if (isSocket(session) || isConnectedToNoHost(session, peer)) return outbound.tellsSockets;
  const { address, port }: Partial<Authority> = connectedTo(session) ?? peer;
  if (!outbound.tells(address, port)) return false;
  if (peer.address !== undefined && ADDRESS.test(address!) && !outbound.tells(peer.address, peer.port))
    return false;
  const named = originFor(session, headers).server;
  return (named.address === address && named.port === port) || outbound.tells(named.address, named.port);
}

/** As sockets of the file system that the application opened itself: gRPC calls them `localhost`. */
function isConnectedToNoHost(session: ClientHttp2Session, peer: Peer): boolean {
  return !session.connecting && peer.address === undefined;
}

/**
 * What is to be sent of the headers of any request, ours or not: without the mark, and without what it names where the host
 * is not told; with what goes along where it is. The headers themselves stay as they are.
 */
export function settled(session: ClientHttp2Session, given: unknown, outbound: Outbound): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const mark = readHeader(given as Headers, MARK);
  if (mark === undefined) return given;
  const headers = copyOf(given as Headers);
  removeHeader(headers, MARK);
  const names = marked(mark);
  if (!wasCompleted(session, headers, outbound, names)) for (const name of names) removeHeader(headers, name);
  return headers;
}

/** False for a host that is not told, and where that cannot be found out: a request of the application's goes on in any case. */
function wasCompleted(
  session: ClientHttp2Session,
  headers: Headers,
  outbound: Outbound,
  names: readonly string[],
): boolean {
  try {
    const { isTold, method, target } = streamRecipient(session, headers, outbound);
    if (isTold) outbound.complete(headers, streamHeaders, method, target, names.includes('traceparent'));
    return isTold;
  } catch {
    return false;
  }
}
