/** The other end of a session, asked for once: `session.socket` is a proxy, whose every property costs a function call. */
import type { Http2Session } from 'node:http2';
import { Stamp } from '../stamp.ts';

export interface Peer {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

class StampedSession extends Stamp {
  #peer: Peer;

  private constructor(session: object, peer: Peer) {
    super(session);
    this.#peer = peer;
  }

  static put(session: Http2Session, peer: Peer): Peer {
    new StampedSession(session, peer);
    return peer;
  }

  static get(session: Http2Session): Peer | undefined {
    return #peer in session ? session.#peer : undefined;
  }
}

const UNKNOWN: Peer = { address: undefined, port: undefined };

/** Of a session that has connected; a stream that was destroyed has none any more. */
export function peerOf(session: Http2Session | undefined): Peer {
  if (session === undefined || session.destroyed) return UNKNOWN;
  const known = StampedSession.get(session);
  if (known !== undefined) return known;
  const { socket } = session;
  if (socket?.remoteAddress === undefined) return UNKNOWN;
  return StampedSession.put(session, { address: socket.remoteAddress, port: socket.remotePort });
}
