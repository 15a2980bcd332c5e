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
import { parseRequestId, requestIdOf, withRequestId } from '@waymark/propagation';
import {
  RandomIdGenerator,
  RecordingSpan,
  ROOT,
  SUPPRESS_TRACING_KEY,
  WaymarkContext,
} from '@waymark/tracing';
import { HTTP_REQUEST_ID, HTTP_REQUEST_ID_HEADER, HTTP_ROUTE } from './attributes.ts';
import { Measurement } from './durations/measurement.ts';
import { Exchange, exchangeOf, isTraced, keepExchange } from './exchange.ts';
import { currentEmit, type EmitArguments, emitInContext } from './message-context.ts';
import type { HttpOptions } from './options.ts';
import { RPC_METADATA_KEY, type RpcMetadata } from './rpc-metadata.ts';
import { serverAttributes } from './server-attributes.ts';
import { nameOf, recordFailure, recordStatusCode, SERVER_ERRORS_FROM } from './span-outcome.ts';
import { whenUncaught } from './uncaught.ts';

type Headers = IncomingMessage['headers'];

export const headerGetter: TextMapGetter<Headers> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, key) => headers[key],
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
  const forward = currentEmit(prototype);
  const manager = options.contextManager;
  prototype.emit = function emit(this: EventEmitter, ...args: EmitArguments) {
    if (args[0] !== 'request' || options.stopped?.()) return forward(this, args);
    const request = args[1];
    const response = args[2];
    if (!(request instanceof IncomingMessage && response instanceof ServerResponse))
      return forward(this, args);
    const exchange = beginExchange(request, response, scheme, options);
    if (exchange === undefined) return forward(this, args);
    let returned = false;
    try {
      const heard = manager.run(exchange.context, forward, this, args);
      returned = true;
      return heard;
    } finally {
      if (!returned) failWhenUncaught(response, exchange, options);
    }
  };
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
      ? ignoreExchange(request, response, options)
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
  const attributes = serverAttributes(request, scheme);
  const arrivedId = requestIds ? parseRequestId(headers['x-request-id']) : undefined;
  if (arrivedId !== undefined) attributes[HTTP_REQUEST_ID_HEADER] = [arrivedId];
  if (hooks !== undefined) hooks.addServerAttributes(attributes, request);
  const method = request.method ?? 'GET';
  const span = tracer.startTrusted(
    SpanKind.SERVER,
    method,
    trace.getSpanContext(incoming),
    incoming,
    attributes,
  );
  const rpc: RpcMetadata = { type: 'http', route: undefined, span };
  const context = serverContext(incoming, span, rpc);
  const open = span instanceof RecordingSpan ? span : undefined;
  // After the start, because without an inbound id it is the trace id of the span.
  const responseId = requestIds ? requestIdOf(context) : undefined;
  if (responseId !== undefined) open?.putTrusted(HTTP_REQUEST_ID, responseId);
  const measured = metrics && new Measurement(span, attributes, true);
  const exchange = new Exchange(context, rpc, method, responseId, open, measured);
  keepExchange(request, response, exchange);
  if (hooks !== undefined && open !== undefined) hooks.serverStarted(open, request, response);
  return exchange;
}

/** As upstream's `ignoreIncomingRequestHook`: handlers run with tracing suppressed, and nothing that came in goes on. */
function ignoreExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { requestIds }: HttpOptions,
): Exchange {
  // Without a trace there is no id to derive: a fresh one still ties the response to the lines that are logged.
  const id = requestIds
    ? (parseRequestId(request.headers['x-request-id']) ?? ids.generateTraceId())
    : undefined;
  const context = id === undefined ? SUPPRESSED : withRequestId(SUPPRESSED, id);
  const rpc: RpcMetadata = { type: 'http', route: undefined, span: NO_SPAN };
  const exchange = new Exchange(context, rpc, request.method ?? 'GET', id, undefined);
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
  const emit = function emit(this: ServerResponse, ...args: EmitArguments): boolean {
    const exchange = exchangeOf(this);
    if (exchange === undefined) return forward(this, args);
    if (args[0] === 'error') failResponse(this, exchange, args[1], options);
    if (args[0] !== 'close') return emitInContext(this, exchange.context, args, forward, contextManager);
    try {
      return emitInContext(this, exchange.context, args, forward, contextManager);
    } finally {
      // After the listeners: what they log about an aborted request still finds the span open.
      finishResponse(this, exchange, options);
    }
  };
  prototype.emit = emit as typeof prototype.emit;
}

function failResponse(
  response: ServerResponse,
  exchange: Exchange,
  error: unknown,
  options: HttpOptions,
): void {
  const { open, measured } = exchange;
  if (measured !== undefined) measured.errorType = nameOf(error);
  if (open !== undefined) recordFailure(open, error, nameOf(error));
  finishResponse(response, exchange, options);
}

function finishResponse(response: ServerResponse, exchange: Exchange, { metrics, hooks }: HttpOptions): void {
  const { open, measured } = exchange;
  exchange.open = undefined;
  exchange.measured = undefined;
  if (open?.ended === false) {
    describeResponse(open, exchange, response);
    if (hooks !== undefined) hooks.serverEnds(open, response);
    open.end();
  }
  if (measured === undefined) return;
  measured.route = exchange.rpc.route || undefined;
  if (response.headersSent) measured.meetStatus(response.statusCode, SERVER_ERRORS_FROM);
  measured.record(metrics!.server);
}

function describeResponse(span: RecordingSpan, { rpc, method }: Exchange, response: ServerResponse): void {
  // A status that never left the process is no status: the default of an aborted request would read as success.
  if (response.headersSent) recordStatusCode(span, response.statusCode, SERVER_ERRORS_FROM);
  if (!rpc.route) return;
  span.putTrusted(HTTP_ROUTE, rpc.route);
  span.updateName(`${method} ${rpc.route}`);
}
