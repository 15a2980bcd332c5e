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
import type { RecordingSpan } from '@waymark/tracing';
import type { HttpHooks } from '../hooks.ts';
import { currentEmit, type EmitArguments, emitInContext, isElsewhere } from '../message-context.ts';
import type { HttpOptions } from '../options.ts';
import { ownHeaders } from '../response-headers.ts';
import type { Scheme } from '../served.ts';
import { failServed, finishServed, ignoreServed, startServed } from '../server-span.ts';
import { whenUncaught } from '../uncaught.ts';
import { isGrpcServed } from './grpc.ts';
import { patchAnswers } from './grpc-metadata.ts';
import { grpcContextOf, judgeGrpc } from './grpc-stream.ts';
import { judgeStream } from './judged-stream.ts';
import { headerSent, StreamHead, StreamResponse, statusSent } from './messages.ts';
import { patchRespond } from './response-head.ts';
import { SeenPrototypes } from './seen-prototypes.ts';
import { exchangeOfStream, StreamExchange } from './stream-exchange.ts';
import { failureName } from './stream-failure.ts';
import { type Emitter, isOfListeners, keepStreamState } from './stream-state.ts';

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
    if (exchange === undefined) {
      const context = options.trust === undefined ? undefined : grpcContextOf(stream);
      if (context === undefined) return original.call(this, event, ...values);
      return manager.apply(context, original, this, [event, ...values]);
    }
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
  whenUncaught(exchange.context, (error) => failStream(stream, exchange, error, options));
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
    if (headers[':method'] === 'CONNECT') {
      if (options.trust !== undefined) judgeStream(stream, headers, options.trust);
      return undefined;
    }
    if (isGrpcServed(server, headers)) {
      if (options.trust !== undefined) judgeGrpc(stream, headers, options.trust);
      return undefined;
    }
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
  options: HttpOptions,
): StreamExchange {
  const { hooks } = options;
  const exchange = new StreamExchange(stream, headers, scheme, hooks);
  startServed(exchange, headers, options);
  if (hooks !== undefined && exchange.open !== undefined) beginWithHooks(server, stream, exchange, hooks);
  return exchange;
}

function ignoreExchange(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
  options: HttpOptions,
): StreamExchange {
  const exchange = new StreamExchange(stream, headers, scheme, undefined);
  ignoreServed(exchange, headers, options);
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

/** Whatever the application emits as a request: also nothing, or a message without a stream. */
function meetMessages(request: unknown, response: unknown, { hooks }: HttpOptions): void {
  const stream = (request as { stream?: ServerHttp2Stream | null } | undefined | null)?.stream;
  const exchange = typeof stream === 'object' && stream !== null ? exchangeOfStream(stream) : undefined;
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
    return contextManager.apply(exchangeOfStream(this)!.context, original, this, args);
  };
  const emitLast = function (this: ServerHttp2Stream, ...args: EmitArguments): boolean {
    const exchange = exchangeOfStream(this)!;
    if (args[0] === 'error') failStream(this, exchange, args[1], options);
    try {
      return emitInContext(this, exchange.context, args, forward, contextManager);
    } finally {
      // After the listeners: what they log about an aborted request still finds the span open.
      if (args[0] === 'close') finishStream(this, exchange, options);
    }
  };
  const emitGrpc = function (this: ServerHttp2Stream, ...args: EmitArguments): boolean {
    const context = isOfListeners(args[0]) ? undefined : grpcContextOf(this);
    if (!isElsewhere(this, args[0], context, contextManager)) return Reflect.apply(original, this, args);
    return contextManager.apply(context, original, this, args);
  };
  const isJudged = options.trust !== undefined;
  const emit = function emit(this: ServerHttp2Stream, event: string, ...values: unknown[]): boolean {
    const exchange = isOfListeners(event) ? undefined : exchangeOfStream(this);
    if (exchange === undefined)
      return isJudged ? emitGrpc.call(this, event, ...values) : original.call(this, event, ...values);
    if (event === 'close' || event === 'error') return emitLast.call(this, event, ...values);
    if (isElsewhere(this, event, exchange.context, contextManager))
      return emitHere.call(this, event, ...values);
    return original.call(this, event, ...values);
  };
  prototype.emit = emit as typeof prototype.emit;
  options.requestLog?.countStreamBodies(prototype, (stream) => exchangeOfStream(stream)?.watched);
  if (options.outbound !== undefined) patchAnswers(prototype, options.outbound);
  const own = ownHeaders(options.responseHeaders, options.requestIds);
  if (own.length > 0) patchRespond(prototype, exchangeOfStream, own);
}

function failStream(
  stream: ServerHttp2Stream,
  exchange: StreamExchange,
  error: unknown,
  options: HttpOptions,
): void {
  failServed(exchange, error, failureName(error, stream.rstCode));
  finishStream(stream, exchange, options);
}

function finishStream(stream: ServerHttp2Stream, exchange: StreamExchange, options: HttpOptions): void {
  exchange.watched?.over(isAnswered(stream), headerSent(stream, 'content-length'));
  finishServed(exchange, statusSent(stream), options, endHooks, stream);
}

/** Whether all was handed over and nobody reset the stream; its `finish` may be yet to come. */
export function isAnswered({ writableEnded, aborted, rstCode }: ServerHttp2Stream): boolean {
  return writableEnded && !aborted && (rstCode ?? 0) === 0;
}

function endHooks(
  hooks: HttpHooks,
  span: RecordingSpan,
  { request, response }: StreamExchange,
  stream: ServerHttp2Stream,
): void {
  hooks.serverStreamEnds(span, request!, response!, (name) => headerSent(stream, name));
}
