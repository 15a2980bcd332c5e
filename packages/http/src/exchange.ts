/** One request that a server got and its response, from `emit('request')` to `close`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attributes, Context } from '@opentelemetry/api';
import {
  type AttributeSource,
  merged,
  type RecordingSpan,
  ROOT,
  type SharedAttributes,
} from '@waymark/tracing';
import type { DurationFacts } from './durations/measurement.ts';
import type { HttpHooks } from './hooks.ts';
import { keepState, type MessageState, stateOf } from './message-context.ts';
import { beginning } from './outcome.ts';
import { knownMethod } from './request-method.ts';
import type { RpcMetadata } from './rpc-metadata.ts';
import { connectionAttributes, requestAttributes } from './server-attributes.ts';
import { Stamp } from './stamp.ts';

/**
 * The state of both the request and the response, the source of the span's attributes and what is known of the duration:
 * one object, since it is made for every request.
 */
export class Exchange implements MessageState, AttributeSource, DurationFacts {
  context: Context = ROOT;
  rpc: RpcMetadata | undefined = undefined;
  /** As it arrived; {@link method} is one that the conventions know. */
  readonly requestMethod: string;
  /** What the response is to send as `X-Request-ID`. */
  responseId: string | undefined = undefined;
  /** What came as `X-Request-ID`, if it is valid. */
  arrivedId: string | undefined = undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined = undefined;
  /** Until the end, and only if durations are recorded. */
  isMeasured = false;
  /** Of the monotonic clock, where no span that records has read it. */
  startedAt = 0;

  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly protocolVersion: string;
  statusCode: number | undefined = undefined;
  errorType: string | undefined = undefined;
  route: string | undefined = undefined;
  readonly address = undefined;
  readonly port = undefined;

  shared: SharedAttributes | undefined = undefined;
  alsoShared: SharedAttributes | undefined = undefined;

  /** Until the span has started. */
  private request: IncomingMessage | undefined;
  private readonly hooks: HttpHooks | undefined;

  constructor(request: IncomingMessage, scheme: 'http' | 'https', hooks: HttpHooks | undefined) {
    const method = request.method ?? 'GET';
    this.requestMethod = method;
    this.method = knownMethod(method);
    this.scheme = scheme;
    // One and the same string instead of the one that Node has made: it is compared a few times.
    this.protocolVersion = request.httpVersion === '1.1' ? '1.1' : request.httpVersion;
    this.request = request;
    this.hooks = hooks;
  }

  ownAttributes(): Attributes {
    const request = this.request!;
    const { scheme, hooks } = this;
    const own = requestAttributes(request, scheme, this.method, this.arrivedId);
    const connection = connectionAttributes(request, scheme);
    const begun = beginning(this.method, scheme, this.protocolVersion);
    if (hooks === undefined) {
      this.shared = connection;
      this.alsoShared = begun;
      return own;
    }
    const all = merged(connection, begun, own);
    hooks.addServerAttributes(all, request);
    return all;
  }

  /** The status code, and the error that it is, unless one is known already. */
  meetStatus(statusCode: number, errorsFrom: number): void {
    this.statusCode = statusCode;
    if (statusCode >= errorsFrom && statusCode < 600) this.errorType ??= String(statusCode);
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
