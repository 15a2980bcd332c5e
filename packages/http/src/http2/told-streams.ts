/**
 * Records of requests by HTTP/2 where nobody makes spans of them: upstream has no instrumentation of `node:http2`. What such a record
 * has of a trace is what came with the request.
 */
import { type EventEmitter, errorMonitor } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { type Attributes, type Context, INVALID_SPAN_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { clock } from '@waymark/tracing';
import { once } from '../once.ts';
import type { HttpModulePatch } from '../patches.ts';
import type { RequestLog } from '../request-log/request-log.ts';
import type { Scheme } from '../served.ts';
import { SERVER_ERRORS_FROM } from '../span-outcome.ts';
import { isGrpcServed } from './grpc.ts';
import { headerSent, StreamHead, statusSent } from './messages.ts';
import { http2Entry, meetServers } from './patches.ts';
import { SeenPrototypes } from './seen-prototypes.ts';
import { isAnswered } from './server.ts';
import { exchangeOfStream, StreamExchange } from './stream-exchange.ts';
import { keepStreamState } from './stream-state.ts';

export interface ToldStreamsOptions {
  readonly requestLog: RequestLog;
  /** Asked first, of each: those that it names are not told of. */
  readonly ignoreIncoming: ((request: IncomingMessage) => boolean) | undefined;
  /** What came with a request. */
  extract(headers: IncomingHttpHeaders): Context;
  requestId(context: Context): string | undefined;
  /** What is known of its caller. */
  describe(request: IncomingMessage): Attributes;
  /** Takes one line when a request could not be told of. */
  warn(line: string): void;
}

const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** The entry of `node:http2` for the module hooks, where spans are none of ours. */
export function http2RequestLog(options: ToldStreamsOptions): HttpModulePatch {
  const guarded = { ...options, warn: once(options.warn) };
  return http2Entry((exports) => {
    const meeting = (scheme: Scheme) =>
      new SeenPrototypes('updateSettings', (of) => patchServerEmit(of as EventEmitter, scheme, guarded));
    meetServers(exports, meeting('http'), meeting('https'));
  });
}

function patchServerEmit(prototype: EventEmitter, scheme: Scheme, options: ToldStreamsOptions): void {
  const { emit } = prototype;
  const streams = new SeenPrototypes('pushStream', (of) =>
    options.requestLog.countStreamBodies(
      of as ServerHttp2Stream,
      (stream) => exchangeOfStream(stream)?.watched,
    ),
  );
  prototype.emit = function (this: EventEmitter, event: string, ...values: unknown[]) {
    // An application may emit anything by hand.
    if (event === 'stream' && values[0] instanceof Object && streams.meet(values[0]))
      tellOfStream(this, values[0] as ServerHttp2Stream, values[1] as IncomingHttpHeaders, scheme, options);
    return emit.call(this, event, ...values);
  } as typeof emit;
}

function tellOfStream(
  server: EventEmitter,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  scheme: Scheme,
  options: ToldStreamsOptions,
): void {
  try {
    if (exchangeOfStream(stream) !== undefined || headers[':method'] === 'CONNECT') return;
    if (isGrpcServed(server, headers)) return;
    const request = new StreamHead(stream, headers).asMessage();
    if (options.ignoreIncoming?.(request)) return;
    begin(stream, headers, request, scheme, options);
  } catch (error) {
    options.warn(`an incoming request has no record: ${String(error)}`);
  }
}

function begin(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  request: IncomingMessage,
  scheme: Scheme,
  { requestLog, extract, requestId, describe }: ToldStreamsOptions,
): void {
  const served = new StreamExchange(stream, headers, scheme, undefined);
  served.context = extract(headers);
  served.responseId = requestId(served.context);
  served.rpc = { type: 'http', route: undefined, span: trace.getSpan(served.context) ?? NO_SPAN };
  keepStreamState(stream, served);
  requestLog.begin(served, headers);
  Object.assign(served.described!, describe(request));
  served.startedAt = clock.monotonic();
  // As a listener it would keep an error from the process that nobody else listens for.
  stream.once(errorMonitor, (error: Error) => {
    served.errorType = error.name;
  });
  stream.once('close', () => end(served, stream, served.rpc!.span, requestLog));
}

function end(served: StreamExchange, stream: ServerHttp2Stream, span: Span, requestLog: RequestLog): void {
  const statusCode = statusSent(stream);
  served.watched!.over(isAnswered(stream), headerSent(stream, 'content-length'));
  if (statusCode !== undefined) served.meetStatus(statusCode, SERVER_ERRORS_FROM);
  requestLog.end(served, (clock.monotonic() - served.startedAt) / 1000, span);
}
