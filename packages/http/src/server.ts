/**
 * SERVER spans of `node:http` and `node:https`.
 *
 * One patched `emit` on the server prototypes sees the `request` event, and only that: requests that Node answers itself
 * (no Host, unknown Expect), upgrades and CONNECT never become one. The span ends with the response's `close`, which also
 * comes when the client went away. Nothing is allocated for a request but its span, context, RPC metadata and
 * one {@link Exchange}; no listener and nothing else that shows is added to the app's objects.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import {
  arrivedRequestId,
  derivedRequestId,
  inboundRequestId,
  parseRequestId,
  withRequestId,
} from '@waymark/propagation';
import {
  clock,
  RandomIdGenerator,
  RecordingSpan,
  ROOT,
  SUPPRESS_TRACING_KEY,
  WaymarkContext,
} from '@waymark/tracing';
import { HTTP_REQUEST_ID, HTTP_ROUTE } from './attributes.ts';
import { millisOf } from './durations/measurement.ts';
import { Exchange, exchangeOf, isTraced, keepExchange } from './exchange.ts';
import {
  currentEmit,
  type EmitArguments,
  emitInContext,
  isElsewhere,
  isNodesEmit,
  isUnheard,
} from './message-context.ts';
import type { HttpOptions } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { RPC_METADATA_KEY, type RpcMetadata } from './rpc-metadata.ts';
import type { Served } from './served.ts';
import { failByStatus, nameOf, recordFailure, recordStatusCode, SERVER_ERRORS_FROM } from './span-outcome.ts';
import { whenUncaught } from './uncaught.ts';

type Headers = IncomingMessage['headers'];

export const headerGetter: TextMapGetter<Headers> = {
  keys: (headers) => Object.keys(headers),
  // By name where the names are known: V8 finds these at once, and looks for others, above all for those that are not there.
  get(headers, key) {
    switch (key) {
      case 'traceparent':
        return headers['traceparent'];
      case 'tracestate':
        return headers['tracestate'];
      case 'baggage':
        return headers['baggage'];
      case 'x-request-id':
        return headers['x-request-id'];
      default:
        return headers[key];
    }
  },
};

/** Tells log adapters, which keep silent where exporters work, that this is the application. */
const IGNORED_REQUEST_KEY = Symbol.for('waymark.ignored-request.v1');
/** Of requests that `ignoreIncoming` names. */
export const SUPPRESSED = ROOT.setValue(SUPPRESS_TRACING_KEY, true).setValue(IGNORED_REQUEST_KEY, true);
export const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
/** Of requests that have no span to take one from. */
const ids = new RandomIdGenerator();

/** The classes of `node:http`, whose `emit` is patched too. */
export interface MessageClasses {
  IncomingMessage: typeof IncomingMessage;
  ServerResponse: typeof ServerResponse;
}

/**
 * Traces every `request` that a server of this prototype emits, also when the app emits it by hand; with messages of
 * another kind, such as those of HTTP/2, it passes untouched, for nobody would end its span.
 */
export function patchServerEmit(
  prototype: EventEmitter,
  scheme: 'http' | 'https',
  { IncomingMessage, ServerResponse }: MessageClasses,
  options: HttpOptions,
): void {
  const original = prototype.emit;
  const manager = options.contextManager;
  prototype.emit = function emit(this: EventEmitter, event: string, ...values: unknown[]) {
    if (event !== 'request' || options.stopped?.()) return original.call(this, event, ...values);
    const [request, response] = values;
    if (!(request instanceof IncomingMessage && response instanceof ServerResponse))
      return original.call(this, event, ...values);
    const exchange = beginExchange(request, response, scheme, options);
    if (exchange === undefined) return original.call(this, event, ...values);
    let returned = false;
    try {
      const heard = manager.apply(exchange.context, original, this, [event, ...values]);
      returned = true;
      return heard;
    } finally {
      if (!returned) failWhenUncaught(response, exchange, options);
    }
  } as typeof prototype.emit;
}

/** A function of its own: a closure in `emit` would cost every request, and not only the one that throws. */
function failWhenUncaught(response: ServerResponse, exchange: Exchange, options: HttpOptions): void {
  whenUncaught((error) => failResponse(response, exchange, error, options));
}

/** The exchange, whose context is the handlers'; `undefined` when it is traced already, or cannot be. */
function beginExchange(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: 'http' | 'https',
  options: HttpOptions,
): Exchange | undefined {
  try {
    if (isTraced(response)) return undefined;
    return options.ignoreIncoming?.(request)
      ? ignoreExchange(request, response, scheme, options)
      : startExchange(request, response, scheme, options);
  } catch (error) {
    options.warn(`an incoming request could not be traced: ${String(error)}`);
    return undefined;
  }
}

function startExchange(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: 'http' | 'https',
  { tracer, propagator, requestIds, metrics, hooks }: HttpOptions,
): Exchange {
  const { headers } = request;
  // Always from the root: what is active here belongs to the connection or to the request in front of this one.
  const incoming = propagator.extract(ROOT, headers, headerGetter);
  const exchange = new Exchange(request, scheme, hooks);
  const inboundId = requestIds ? inboundRequestId(incoming) : undefined;
  if (requestIds) exchange.arrivedId = arrivedRequestId(headers['x-request-id'], inboundId);
  const parent = trace.getSpanContext(incoming);
  const span =
    parent === undefined && hooks?.requiresParent()
      ? NO_SPAN
      : tracer.startFrom(SpanKind.SERVER, exchange.requestMethod, parent, incoming, exchange);
  const rpc: RpcMetadata = { type: 'http', route: undefined, span };
  const context = serverContext(incoming, span, rpc);
  exchange.rpc = rpc;
  exchange.context = context;
  exchange.open = span instanceof RecordingSpan ? span : undefined;
  if (metrics !== undefined) measure(exchange);
  // After the start, because without an inbound id it is the trace id of the span.
  if (requestIds) identify(exchange, inboundId ?? derivedRequestId(context, span.spanContext().traceId));
  keepExchange(request, response, exchange);
  if (hooks !== undefined && exchange.open !== undefined)
    hooks.serverStarted(exchange.open, request, response);
  return exchange;
}

/** A span that records has read the clock. */
function measure(exchange: Exchange): void {
  exchange.isMeasured = true;
  if (exchange.open === undefined) exchange.startedAt = clock.monotonic();
}

function identify(exchange: Exchange, id: string | undefined): void {
  const { open } = exchange;
  exchange.responseId = id;
  if (id === undefined || open === undefined) return;
  // Shared: nobody has looked at the attributes yet, and in their own there is room for it.
  if (open.shared !== undefined) open.own[HTTP_REQUEST_ID] = id;
  else open.putTrusted(HTTP_REQUEST_ID, id);
}

/** As upstream's `ignoreIncomingRequestHook`: handlers run with tracing suppressed, and nothing that came in goes on. */
function ignoreExchange(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: 'http' | 'https',
  { requestIds }: HttpOptions,
): Exchange {
  // Without a trace there is no id to derive: a fresh one still ties the response to the lines that are logged.
  const id = requestIds
    ? (parseRequestId(request.headers['x-request-id']) ?? ids.generateTraceId())
    : undefined;
  const context = id === undefined ? SUPPRESSED : withRequestId(SUPPRESSED, id);
  const exchange = new Exchange(request, scheme, undefined);
  exchange.context = context;
  exchange.responseId = id;
  keepExchange(request, response, exchange);
  return exchange;
}

export function serverContext(incoming: Context, span: Span, rpc: RpcMetadata): Context {
  if (incoming instanceof WaymarkContext) return incoming.withSpan(span, RPC_METADATA_KEY, rpc);
  return trace.setSpan(incoming, span).setValue(RPC_METADATA_KEY, rpc);
}

/** Listeners of a response run in its context; its `error` fails the span, its `close` ends it. */
export function patchResponseEmit(prototype: ServerResponse, options: HttpOptions): void {
  const { contextManager } = options;
  const forward = currentEmit(prototype);
  const original = prototype.emit;
  const mayDrop = isNodesEmit(original);
  const emitHere = function (this: ServerResponse, ...args: EmitArguments): boolean {
    const exchange = exchangeOf(this)!;
    if (args[0] === 'error') failResponse(this, exchange, args[1], options);
    return emitInContext(this, exchange.context, args, forward, contextManager);
  };
  const emitClose = function (this: ServerResponse, ...args: EmitArguments): boolean {
    const exchange = exchangeOf(this)!;
    try {
      return emitInContext(this, exchange.context, args, forward, contextManager);
    } finally {
      // After the listeners: what they log about an aborted request still finds the span open.
      finishResponse(this, exchange, options);
    }
  };
  // The values are passed on as they come, in each branch: then they never become an array (RATIONALE.md).
  const emit = function emit(this: ServerResponse, event: string, ...values: unknown[]): boolean {
    if (mayDrop && event !== 'close' && event !== 'error' && isUnheard(this, event)) return false;
    const exchange = exchangeOf(this);
    if (exchange === undefined) return original.call(this, event, ...values);
    if (event === 'close') return emitClose.call(this, event, ...values);
    if (event === 'error' || isElsewhere(this, event, exchange.context, contextManager))
      return emitHere.call(this, event, ...values);
    return original.call(this, event, ...values);
  };
  prototype.emit = emit as typeof prototype.emit;
}

function failResponse(
  response: ServerResponse,
  exchange: Exchange,
  error: unknown,
  options: HttpOptions,
): void {
  const { open, isMeasured } = exchange;
  const errorType = nameOf(error);
  if (isMeasured) exchange.errorType = errorType;
  if (open !== undefined) recordFailure(open, error, errorType);
  finishResponse(response, exchange, options);
}

function finishResponse(response: ServerResponse, exchange: Exchange, { metrics, hooks }: HttpOptions): void {
  const { open, isMeasured } = exchange;
  exchange.open = undefined;
  exchange.isMeasured = false;
  if (open === undefined && !isMeasured) return;
  exchange.route = exchange.rpc?.route || undefined;
  // A status that never left the process is no status: the default of an aborted request would read as success.
  if (response.headersSent) exchange.meetStatus(response.statusCode, SERVER_ERRORS_FROM);
  if (open?.ended === false) {
    describeOutcome(open, exchange);
    if (hooks !== undefined) hooks.serverEnds(open, response);
    open.end();
  }
  if (isMeasured) metrics!.server.record(exchange, secondsOf(exchange, open), exchange.rpc!.span);
}

/** The span's readings of the clock serve the duration too. */
export function secondsOf(exchange: Served, span: RecordingSpan | undefined): number {
  const millis = span === undefined ? clock.monotonic() - exchange.startedAt : millisOf(span);
  return Math.max(0, millis) / 1000;
}

export function describeOutcome(span: RecordingSpan, exchange: Served): void {
  const { route, requestMethod, method } = exchange;
  const outcome = span.shared === undefined ? undefined : outcomeOf(exchange);
  if (outcome !== undefined && span.shareInstead(outcome.shared)) {
    const { statusCode } = exchange;
    if (statusCode !== undefined) failByStatus(span, statusCode, SERVER_ERRORS_FROM);
    if (route !== undefined)
      span.name = method === requestMethod ? outcome.name : `${requestMethod} ${route}`;
    return;
  }
  if (exchange.statusCode !== undefined) recordStatusCode(span, exchange.statusCode, SERVER_ERRORS_FROM);
  if (route === undefined) return;
  span.putTrusted(HTTP_ROUTE, route);
  span.updateName(`${requestMethod} ${route}`);
}
