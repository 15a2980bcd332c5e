/** The attributes of a SERVER span of HTTP/2 that streams of a session share: pseudo-headers instead of a request line. */
import type { Http2Session, IncomingHttpHeaders } from 'node:http2';
import type { SharedAttributes } from '@waymark/tracing';
import { type ConnectionFacts, connectionFacts, isOf } from '../connection-facts.ts';
import type { Scheme } from '../served.ts';
import { Stamp } from '../stamp.ts';
import { peerOf } from './session-peer.ts';

/** `network.protocol.version`, of servers and clients. */
export const HTTP_2 = '2';

class StampedServed extends Stamp {
  #facts: ConnectionFacts;

  private constructor(session: object, facts: ConnectionFacts) {
    super(session);
    this.#facts = facts;
  }

  static put(session: Http2Session, facts: ConnectionFacts): void {
    if (#facts in session) session.#facts = facts;
    else new StampedServed(session, facts);
  }

  static get(session: Http2Session): ConnectionFacts | undefined {
    return #facts in session ? session.#facts : undefined;
  }
}

/** A proxy that takes TLS off says `https` over a plain connection, and is right. */
export function schemeOf(headers: IncomingHttpHeaders, scheme: Scheme): Scheme {
  const said = headers[':scheme'];
  return said === 'http' || said === 'https' ? said : scheme;
}

/** A stream that was reset meanwhile has no session any more. */
export function sessionAttributes(
  session: Http2Session | undefined,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
): SharedAttributes {
  const host = authorityOf(headers);
  const known = session && StampedServed.get(session);
  if (known !== undefined && isOf(known, headers, host, scheme)) return known.shared;
  const peer = peerOf(session);
  const facts = connectionFacts(headers, host, scheme, peer.address, peer.port);
  if (session !== undefined) StampedServed.put(session, facts);
  return facts.shared;
}

export function authorityOf(headers: IncomingHttpHeaders): string | undefined {
  return headers[':authority'] ?? headers.host;
}
