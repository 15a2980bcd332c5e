/** One request that a server got and its response, from `emit('request')` to `close`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@opentelemetry/api';
import type { RecordingSpan } from '@waymark/tracing';
import type { Measurement } from './durations/measurement.ts';
import { keepState, type MessageState, stateOf } from './message-context.ts';
import type { RpcMetadata } from './rpc-metadata.ts';
import { Stamp } from './stamp.ts';

/** The state of both the request and the response. */
export class Exchange implements MessageState {
  readonly context: Context;
  readonly rpc: RpcMetadata;
  readonly method: string;
  /** What the response is to send as `X-Request-ID`. */
  readonly responseId: string | undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined;
  /** Until the end, and only if durations are recorded. */
  measured: Measurement | undefined;

  constructor(
    context: Context,
    rpc: RpcMetadata,
    method: string,
    responseId: string | undefined,
    open: RecordingSpan | undefined,
    measured?: Measurement,
  ) {
    this.context = context;
    this.rpc = rpc;
    this.method = method;
    this.responseId = responseId;
    this.open = open;
    this.measured = measured;
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
