/** Who gets an HTTP/2 request, where not everybody is told the same. */
import type { ClientHttp2Session } from 'node:http2';
import type { Outbound } from '@waymark/propagation';
import type { Authority } from '../authority.ts';
import type { Recipient } from '../recipient.ts';
import { connectedTo, isSocket, originFor } from './client-origin.ts';
import { type Headers, readHeader } from './header-list.ts';
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
