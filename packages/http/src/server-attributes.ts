/** The attributes of a SERVER span that are known when the request arrives. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Attributes } from '@opentelemetry/api';
import type { SharedAttributes } from '@waymark/tracing';
import { HTTP_REQUEST_METHOD_ORIGINAL } from './attributes.ts';
import { addCaller } from './caller.ts';
import { type ConnectionFacts, connectionFacts, isOf } from './connection-facts.ts';
import { splitTarget } from './request-target.ts';
import type { Scheme, Served } from './served.ts';
import { Stamp } from './stamp.ts';

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

/**
 * Those of this request alone. Strings are taken now: frameworks rewrite `req.url`. With room for the request id, which
 * may be the trace id of the span.
 */
export function requestAttributes(served: Served, url: string, host: string | undefined): Attributes {
  const { requestMethod, method, scheme, arrivedId } = served;
  const target = splitTarget(url, scheme, host);
  // Written out: with the names as constants, V8 would look up each of them for each request.
  const own: Attributes = {
    'url.path': target.path,
    'url.query': target.query,
    'http.request.id': undefined,
  };
  if (arrivedId !== undefined) own['http.request.header.x-request-id'] = [arrivedId];
  if (requestMethod !== method) own[HTTP_REQUEST_METHOD_ORIGINAL] = requestMethod;
  addCaller(own, served);
  return own;
}

/** Those that other requests of the connection have as well. Taken now: a closed socket has forgotten its peer. */
export function connectionAttributes(
  socket: Socket | undefined,
  headers: IncomingHttpHeaders,
  host: string | undefined,
  scheme: Scheme,
): SharedAttributes {
  const known = socket ? StampedSocket.get(socket) : undefined;
  if (known !== undefined && isOf(known, headers, host, scheme)) return known.shared;
  const facts = connectionFacts(headers, host, scheme, socket?.remoteAddress, socket?.remotePort);
  if (socket) StampedSocket.put(socket, facts);
  return facts.shared;
}
