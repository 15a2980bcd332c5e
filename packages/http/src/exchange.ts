/** One request that a server got and its response, from `emit('request')` to `close`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import type { HttpHooks } from './hooks.ts';
import { keepState, type MessageState, stateOf } from './message-context.ts';
import { type Scheme, Served } from './served.ts';
import { connectionAttributes, requestAttributes } from './server-attributes.ts';
import { Stamp } from './stamp.ts';

/** The state of both the request and the response. */
export class Exchange extends Served implements MessageState {
  private readonly request: IncomingMessage;

  constructor(request: IncomingMessage, scheme: Scheme, hooks: HttpHooks | undefined) {
    // One and the same string instead of the one that Node has made: it is compared a few times.
    const version = request.httpVersion === '1.1' ? '1.1' : request.httpVersion;
    super(request.method ?? 'GET', scheme, version, hooks);
    this.request = request;
  }

  get target(): string {
    return this.request.url ?? '/';
  }

  get peerAddress(): string | undefined {
    return this.request.socket?.remoteAddress;
  }

  ownAttributes(): Attributes {
    const { request, scheme } = this;
    const { host } = request.headers;
    const own = requestAttributes(this, request.url ?? '/', host);
    return this.share(connectionAttributes(request.socket, request.headers, host, scheme), own);
  }

  protected message(): IncomingMessage {
    return this.request;
  }
}

class StampedResponse extends Stamp {
  #exchange: Exchange;

  private constructor(response: object, exchange: Exchange) {
    super(response);
    this.#exchange = exchange;
  }

  static put(response: ServerResponse, exchange: Exchange): void {
    if (#exchange in response) response.#exchange = exchange;
    else new StampedResponse(response, exchange);
  }

  static get(response: ServerResponse): Exchange | undefined {
    return #exchange in response ? response.#exchange : undefined;
  }
}

/** The exchange that a response belongs to, if it is traced. */
export const exchangeOf = StampedResponse.get;

/** Makes both messages know their exchange. */
export function keepExchange(request: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
  keepState(request, exchange);
  StampedResponse.put(response, exchange);
}

/**
 * True for a response, or the request behind it, that has an exchange. One server that hands its request on to another,
 * by `other.emit('request', req, res)`, has one span, also when what it hands on is a proxy around the response or a new
 * response: the request tells.
 */
export function isTraced(response: ServerResponse): boolean {
  const { req } = response;
  if (typeof req !== 'object' || req === null) return exchangeOf(response) !== undefined;
  return stateOf(req) instanceof Exchange;
}
