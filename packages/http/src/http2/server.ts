/**
 * SERVER spans of `node:http2`: of the stream API, and of the compatibility API, which stands on it.
 *
 * Each request is a `stream` event of its server, before anything of the app's or of the compatibility API's runs. The span
 * ends with the stream's `close`, which also comes when the client or the connection went away. CONNECT, by which proxies
 * and WebSockets take a stream over, has no span, and neither have streams that the server pushes.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { SpanKind, trace } from '@opentelemetry/api';
import { parseRequestId, requestIdOf, withRequestId } from '@waymark/propagation';
import { clock, RandomIdGenerator, RecordingSpan, ROOT } from '@waymark/tracing';
import { HTTP_REQUEST_ID } from '../attributes.ts';
import type { HttpHooks } from '../hooks.ts';
import { currentEmit, type EmitArguments, emitInContext, isElsewhere } from '../message-context.ts';
import type { HttpOptions } from '../options.ts';
import type { RpcMetadata } from '../rpc-metadata.ts';
import { describeOutcome, headerGetter, NO_SPAN, SUPPRESSED, secondsOf, serverContext } from '../server.ts';
import { recordFailure, SERVER_ERRORS_FROM } from '../span-outcome.ts';
import { whenUncaught } from '../uncaught.ts';
import { isGrpcServed } from './grpc.ts';
import { headerSent, StreamHead, StreamResponse, statusSent } from './messages.ts';
import { patchRespond } from './response-id.ts';
import { SeenPrototypes } from './seen-prototypes.ts';
import type { Scheme } from './server-attributes.ts';
import { exchangeOfStream, StreamExchange } from './stream-exchange.ts';
import { failureName } from './stream-failure.ts';
import { type Emitter, isOfListeners, keepStreamState } from './stream-state.ts';

/** Of requests that have no span to take one from. */
const ids = new RandomIdGenerator();

/** Traces every `stream` that a server of this prototype emits, also when the app emits it by hand. */
export function patchStreamServerEmit(prototype: EventEmitter, scheme: Scheme, options: HttpOptions): void {
  const original = prototype.emit;
  const manager = options.contextManager;
  const streams = new SeenPrototypes('pushStream', (of) =>
    patchServedStream(of as ServerHttp2Stream, options),
  );
  prototype.emit = function emit(this: EventEmitter, event: string, ...values: unknown[]) {
    if (event === 'request' && options.hooks !== undefined) meetMessages(values[0], values[1], options);
    if (event !== 'stream' || options.stopped?.()) return original.call(this, event, ...values);
    const stream = values[0] as ServerHttp2Stream;
    const headers = values[1] as IncomingHttpHeaders;
    const exchange = beginExchange(this, stream, headers, scheme, streams, options);
    if (exchange === undefined) return original.call(this, event, ...values);
    let returned = false;
    try {
      const heard = manager.apply(exchange.context, original, this, [event, ...values]);
      returned = true;
      return heard;
    } finally {
      if (!returned) failWhenUncaught(stream, exchange, options);
    }
  } as typeof prototype.emit;
}

/** A function of its own: a closure in `emit` would cost every request, and not only the one that throws. */
function failWhenUncaught(stream: ServerHttp2Stream, exchange: StreamExchange, options: HttpOptions): void {
  whenUncaught((error) => failStream(stream, exchange, error, options));
}

/** The exchange, whose context is the handlers'; `undefined` when it is traced already, or is not to be. */
function beginExchange(
  server: EventEmitter,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
  streams: SeenPrototypes,
  options: HttpOptions,
): StreamExchange | undefined {
  try {
    if (!streams.meet(stream) || exchangeOfStream(stream) !== undefined) return undefined;
    if (headers[':method'] === 'CONNECT' || isGrpcServed(server, headers)) return undefined;
    const exchange = options.ignoreIncoming?.(new StreamHead(stream, headers).asMessage())
      ? ignoreExchange(stream, headers, scheme, options)
      : startExchange(server, stream, headers, scheme, options);
    keepStreamState(stream, exchange);
    return exchange;
  } catch (error) {
    options.warn(`an incoming request could not be traced: ${String(error)}`);
    return undefined;
  }
}

function startExchange(
  server: EventEmitter,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
  { tracer, propagator, requestIds, metrics, hooks }: HttpOptions,
): StreamExchange {
  // From the root: what is active here belongs to the connection, or to who made the streams' server.
  const incoming = propagator.extract(ROOT, headers, headerGetter);
  const exchange = new StreamExchange(stream, headers, scheme, hooks);
  if (requestIds) exchange.arrivedId = parseRequestId(headers['x-request-id']);
  const parent = trace.getSpanContext(incoming);
  const span =
    parent === undefined && hooks?.requiresParent()
      ? NO_SPAN
      : tracer.startFrom(SpanKind.SERVER, exchange.requestMethod, parent, incoming, exchange);
  const rpc: RpcMetadata = { type: 'http', route: undefined, span };
  exchange.rpc = rpc;
  exchange.context = serverContext(incoming, span, rpc);
  if (span instanceof RecordingSpan) exchange.open = span;
  else exchange.startedAt = clock.monotonic();
  exchange.isMeasured = metrics !== undefined;
  if (requestIds) identify(exchange);
  if (hooks !== undefined && exchange.open !== undefined) beginWithHooks(server, stream, exchange, hooks);
  return exchange;
}

/** Without an inbound id it is the trace id of the span, which has begun. */
function identify(exchange: StreamExchange): void {
  const { open, context } = exchange;
  const id = requestIdOf(context);
  exchange.responseId = id;
  if (id === undefined || open === undefined) return;
  // Shared: nobody has looked at the attributes yet, and in their own there is room for it.
  if (open.shared !== undefined) open.own[HTTP_REQUEST_ID] = id;
  else open.putTrusted(HTTP_REQUEST_ID, id);
}

/** Handlers run with tracing suppressed, and nothing that came in goes on. */
function ignoreExchange(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
  { requestIds }: HttpOptions,
): StreamExchange {
  const id = requestIds ? (parseRequestId(headers['x-request-id']) ?? ids.generateTraceId()) : undefined;
  const exchange = new StreamExchange(stream, headers, scheme, undefined);
  exchange.context = id === undefined ? SUPPRESSED : withRequestId(SUPPRESSED, id);
  exchange.responseId = id;
  return exchange;
}

/** At once where streams are served; else with the messages of the compatibility API, which are yet to be made. */
function beginWithHooks(
  server: EventEmitter,
  stream: ServerHttp2Stream,
  exchange: StreamExchange,
  hooks: HttpHooks,
): void {
  exchange.response = new StreamResponse(stream).asResponse();
  if (server.listenerCount('request') > 0) return;
  hooks.serverStarted(exchange.open!, exchange.request!, exchange.response);
}

function meetMessages(request: unknown, response: unknown, { hooks }: HttpOptions): void {
  const { stream } = request as { stream?: ServerHttp2Stream };
  const exchange = typeof stream === 'object' ? exchangeOfStream(stream) : undefined;
  if (exchange?.open === undefined) return;
  exchange.request = request as IncomingMessage;
  exchange.response = response as ServerResponse;
  hooks!.serverStarted(exchange.open, exchange.request, exchange.response);
}

/** Listeners of a stream run in its context; its `error` fails the span, its `close` ends it. */
function patchServedStream(prototype: ServerHttp2Stream, options: HttpOptions): void {
  const { contextManager } = options;
  const original = prototype.emit as Emitter;
  const forward = currentEmit(prototype);
  const emitHere = function (this: ServerHttp2Stream, ...args: EmitArguments): boolean {
    const exchange = exchangeOfStream(this)!;
    if (args[0] === 'error') failStream(this, exchange, args[1], options);
    return emitInContext(this, exchange.context, args, forward, contextManager);
  };
  const emitClose = function (this: ServerHttp2Stream, ...args: EmitArguments): boolean {
    const exchange = exchangeOfStream(this)!;
    try {
      return emitInContext(this, exchange.context, args, forward, contextManager);
    } finally {
      // After the listeners: what they log about an aborted request still finds the span open.
      finishStream(this, exchange, options);
    }
  };
  const emit = function emit(this: ServerHttp2Stream, event: string, ...values: unknown[]): boolean {
    const exchange = isOfListeners(event) ? undefined : exchangeOfStream(this);
    if (exchange === undefined) return original.call(this, event, ...values);
    if (event === 'close') return emitClose.call(this, event, ...values);
    if (event === 'error' || isElsewhere(this, event, exchange.context, contextManager))
      return emitHere.call(this, event, ...values);
    return original.call(this, event, ...values);
  };
  prototype.emit = emit as typeof prototype.emit;
  if (options.requestIds) patchRespond(prototype, (stream) => exchangeOfStream(stream)?.responseId);
}

function failStream(
  stream: ServerHttp2Stream,
  exchange: StreamExchange,
  error: unknown,
  options: HttpOptions,
): void {
  const { open, isMeasured } = exchange;
  const errorType = failureName(error, stream.rstCode);
  if (isMeasured) exchange.errorType = errorType;
  if (open !== undefined) recordFailure(open, error, errorType);
  finishStream(stream, exchange, options);
}

function finishStream(
  stream: ServerHttp2Stream,
  exchange: StreamExchange,
  { metrics, hooks }: HttpOptions,
): void {
  const { open, isMeasured } = exchange;
  exchange.open = undefined;
  exchange.isMeasured = false;
  if (open === undefined && !isMeasured) return;
  exchange.route = exchange.rpc?.route || undefined;
  const status = statusSent(stream);
  if (status !== undefined) exchange.meetStatus(status, SERVER_ERRORS_FROM);
  if (open?.ended === false) {
    describeOutcome(open, exchange);
    if (hooks !== undefined) endWithHooks(open, exchange, stream, hooks);
    open.end();
  }
  if (isMeasured) metrics!.server.record(exchange, secondsOf(exchange, open), exchange.rpc!.span);
}

function endWithHooks(
  span: RecordingSpan,
  { request, response }: StreamExchange,
  stream: ServerHttp2Stream,
  hooks: HttpHooks,
): void {
  hooks.serverStreamEnds(span, request!, response!, (name) => headerSent(stream, name));
}
