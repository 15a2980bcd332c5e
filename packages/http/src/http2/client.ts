/**
 * CLIENT spans of `node:http2`: one for each `request` of a session.
 *
 * The span begins before Node composes the head, since that leaves at once on a session that is connected, and ends with the
 * response, or with the stream where something else ends it: an error, a reset, the end of the session.
 */
import type { IncomingMessage } from 'node:http';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { type Attributes, type Context, SpanStatusCode } from '@opentelemetry/api';
import { isSuppressed } from '@waymark/tracing';
import {
  ERROR_TYPE,
  HTTP_REQUEST_METHOD,
  HTTP_REQUEST_METHOD_ORIGINAL,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  NETWORK_PROTOCOL_VERSION,
  SERVER_ADDRESS,
  SERVER_PORT,
  URL_FULL,
  USER_AGENT_ORIGINAL,
} from '../attributes.ts';
import { ClientCall } from '../client-call.ts';
import { injectActive, ready, startClientSpan } from '../client-parent.ts';
import { currentEmit, type EmitArguments, emitInContext, isElsewhere } from '../message-context.ts';
import type { HttpOptions } from '../options.ts';
import { knownMethod } from '../request-method.ts';
import { CLIENT_ERRORS_FROM, recordStatusCode } from '../span-outcome.ts';
import { streamHeaders } from './client-headers.ts';
import { CallRequest } from './client-messages.ts';
import { originFor, urlOf } from './client-origin.ts';
import { isGrpcCall } from './grpc.ts';
import { settled } from './grpc-metadata.ts';
import { copyOf, type Headers, readHeader } from './header-list.ts';
import { streamRecipient } from './recipient.ts';
import { SeenPrototypes } from './seen-prototypes.ts';
import { HTTP_2 } from './server-attributes.ts';
import { peerOf } from './session-peer.ts';
import { CANCEL, codeName, failureName } from './stream-failure.ts';
import {
  type Emitter,
  isOfListeners,
  keepStreamState,
  type StreamState,
  streamStateOf,
} from './stream-state.ts';
import { isOfUndici } from './undici-session.ts';

/** One request and its response, until the stream is closed. */
class StreamCall extends ClientCall implements StreamState {
  /** Of whoever made the request. */
  readonly context: Context;
  /** To be sent, ours among them. */
  readonly headers: Headers;
  /** For hooks, where there are some. */
  request: CallRequest | undefined = undefined;
  response: IncomingMessage | undefined = undefined;
  /** Whether the app itself gave the stream up. */
  abandoned = false;

  constructor(context: Context, headers: Headers) {
    super();
    this.context = context;
    this.headers = headers;
  }

  /** Takes of the span's attributes what a duration has as well, before hooks add theirs. */
  measureBy(attributes: Attributes): void {
    this.method = attributes[HTTP_REQUEST_METHOD] as string;
    this.protocolVersion = HTTP_2;
    this.address = attributes[SERVER_ADDRESS] as string;
    this.port = attributes[SERVER_PORT] as number | undefined;
  }
}

function callOf(stream: ClientHttp2Stream): StreamCall | undefined {
  const state = streamStateOf(stream);
  return state instanceof StreamCall ? state : undefined;
}

/** What {@link patchSessionRequest} patches: Node's own takes more kinds of headers than its types tell. */
interface Requests {
  request(headers?: unknown, options?: unknown): ClientHttp2Stream;
}

/** Starts a span for every request of a session of this prototype. */
export function patchSessionRequest(prototype: ClientHttp2Session, options: HttpOptions): void {
  const requests = prototype as unknown as Requests;
  const original = requests.request;
  const { outbound } = options;
  const streams = new SeenPrototypes('constructor', (of) =>
    patchMadeStream(of as ClientHttp2Stream, options),
  );
  const patched: Requests & ThisType<ClientHttp2Session> = {
    request(given, requestOptions) {
      const headers = outbound?.filtersStreams ? settled(this, given, outbound) : given;
      const call = beginCall(this, headers, options);
      if (call === undefined) return original.call(this, headers, requestOptions);
      let stream: ClientHttp2Stream | undefined;
      try {
        stream = original.call(this, call.headers, requestOptions);
        return stream;
      } finally {
        if (stream === undefined) refuse(call, this, options);
        else adopt(call, stream, streams, options);
      }
    },
  };
  Object.assign(requests, patched);
}

/** The same without spans: only that nobody is told what he is not to be told. */
export function patchSessionFilter(
  prototype: ClientHttp2Session,
  { outbound }: Pick<HttpOptions, 'outbound'>,
): void {
  const requests = prototype as unknown as Requests;
  const original = requests.request;
  const patched: Requests & ThisType<ClientHttp2Session> = {
    request(headers, requestOptions) {
      return original.call(
        this,
        outbound === undefined ? headers : settled(this, headers, outbound),
        requestOptions,
      );
    },
  };
  Object.assign(requests, patched);
}

/** `undefined` where the request is to be as without us. */
function beginCall(
  session: ClientHttp2Session,
  given: unknown,
  options: HttpOptions,
): StreamCall | undefined {
  if (options.stopped?.()) return undefined;
  try {
    return startCall(session, given, options);
  } catch (error) {
    options.warn(`an outgoing request could not be traced: ${String(error)}`);
    return undefined;
  }
}

function startCall(
  session: ClientHttp2Session,
  given: unknown,
  options: HttpOptions,
): StreamCall | undefined {
  const active = options.contextManager.active();
  if (isSuppressed(active) || !areHeaders(given) || isOfUndici(session)) return undefined;
  const headers = copyOf(given ?? {});
  if (readHeader(headers, ':method') === 'CONNECT') return connectCall(session, active, headers, options);
  if (isGrpcCall(headers)) return undefined;
  const attributes = callAttributes(session, headers);
  const call = new StreamCall(active, headers);
  call.measureBy(attributes);
  const { hooks, metrics, outbound } = options;
  call.request = hooks && new CallRequest(attributes, headers);
  const outgoing = call.request?.outgoing(attributes);
  if (hooks?.leavesOut(outgoing!, active)) return undefined;
  hooks?.addClientAttributes(attributes, outgoing!);
  const method = String(readHeader(headers, ':method') ?? 'GET');
  const recipient = outbound && streamRecipient(session, headers, outbound);
  const source = ready(attributes);
  const span = startClientSpan(headers, streamHeaders, active, method, source, options, recipient);
  call.started(span, metrics !== undefined);
  return call;
}

/** Anything else is for Node to complain of. */
function areHeaders(given: unknown): given is Headers | undefined {
  return given === undefined || (typeof given === 'object' && given !== null);
}

/** A WebSocket (RFC 8441) has no end that is an answer's; its handshake still belongs to the trace. A tunnel is a proxy's business. */
function connectCall(
  session: ClientHttp2Session,
  active: Context,
  headers: Headers,
  options: HttpOptions,
): StreamCall | undefined {
  if (readHeader(headers, ':protocol') === undefined) return undefined;
  const { outbound } = options;
  const recipient = outbound && streamRecipient(session, headers, outbound);
  injectActive(headers, streamHeaders, active, options, recipient);
  return new StreamCall(active, headers);
}

function callAttributes(session: ClientHttp2Session, headers: Headers): Attributes {
  const original = String(readHeader(headers, ':method') ?? 'GET');
  const method = knownMethod(original);
  const origin = originFor(session, headers);
  const { address, port } = origin.server;
  const attributes: Attributes = {
    [HTTP_REQUEST_METHOD]: method,
    [NETWORK_PROTOCOL_VERSION]: HTTP_2,
    [SERVER_ADDRESS]: address,
    [URL_FULL]: urlOf(origin, String(readHeader(headers, ':path') ?? '/')),
  };
  if (port !== undefined) attributes[SERVER_PORT] = port;
  if (method !== original) attributes[HTTP_REQUEST_METHOD_ORIGINAL] = original;
  const userAgent = readHeader(headers, 'user-agent');
  if (typeof userAgent === 'string') attributes[USER_AGENT_ORIGINAL] = userAgent;
  return attributes;
}

function adopt(
  call: StreamCall,
  stream: ClientHttp2Stream,
  streams: SeenPrototypes,
  { hooks }: HttpOptions,
): void {
  streams.meet(stream);
  keepStreamState(stream, call);
  if (call.request === undefined || call.open === undefined) return;
  call.request.stream = stream;
  hooks?.clientStarted(call.open, call.request.asRequest());
}

/** Node threw: the app has no stream, and hears of it as an exception, which is not ours to catch. */
function refuse(call: StreamCall, session: ClientHttp2Session, options: HttpOptions): void {
  const sessionEnded = session.destroyed ? 'ERR_HTTP2_INVALID_SESSION' : 'ERR_HTTP2_GOAWAY_SESSION';
  const type = session.destroyed || session.closed ? sessionEnded : '_OTHER';
  breakOff(call, type, 'the request was refused');
  finishCall(call, options);
}

/** Listeners of a stream run in the context of whoever made the request; what happens to it writes its span. */
function patchMadeStream(prototype: ClientHttp2Stream, options: HttpOptions): void {
  const { contextManager } = options;
  const original = prototype.emit as Emitter;
  const forward = currentEmit(prototype);
  const emitHere = function (this: ClientHttp2Stream, ...args: EmitArguments): boolean {
    return emitInContext(this, callOf(this)!.context, args, forward, contextManager);
  };
  const emit = function emit(this: ClientHttp2Stream, event: string, ...values: unknown[]): boolean {
    const call = isOfListeners(event) ? undefined : callOf(this);
    if (call === undefined) return original.call(this, event, ...values);
    if (event === 'response') meetResponse(call, this, values[0] as IncomingHttpHeaders, options);
    else if (event === 'end') endCall(call, this, options);
    else if (event === 'error') failCall(call, this, values[0], options);
    else if (event === 'close') closeCall(call, this, options);
    if (isElsewhere(this, event, call.context, contextManager)) return emitHere.call(this, event, ...values);
    return original.call(this, event, ...values);
  };
  prototype.emit = emit as typeof prototype.emit;
  patchClose(prototype);
}

/** Node closes streams by the same method when the connection breaks, which is not what the app wanted. */
function patchClose(prototype: ClientHttp2Stream): void {
  const { close } = prototype;
  prototype.close = function (code, callback) {
    const call = callOf(this);
    if (call !== undefined && !this.closed && !isBroken(this)) call.abandoned = true;
    close.call(this, code, callback);
  };
}

function isBroken({ session }: ClientHttp2Stream): boolean {
  // The socket of a session that is destroyed throws, whatever it is asked.
  return session === undefined || session.destroyed || session.socket.closed;
}

function meetResponse(
  call: StreamCall,
  stream: ClientHttp2Stream,
  headers: IncomingHttpHeaders,
  { hooks }: HttpOptions,
): void {
  const status = Number(headers[':status']);
  call.meetStatus(status);
  const span = call.open;
  if (span === undefined) return;
  recordStatusCode(span, status, CLIENT_ERRORS_FROM);
  const peer = peerOf(stream.session);
  if (peer.address !== undefined) span.putTrusted(NETWORK_PEER_ADDRESS, peer.address);
  if (peer.port !== undefined) span.putTrusted(NETWORK_PEER_PORT, peer.port);
  if (call.request === undefined) return;
  call.response = call.request.answeredBy(headers);
  hooks?.clientResponded(span, call.response);
}

/** All has been read, and nothing is left to send: what the app does next is not the request's time. */
function endCall(call: StreamCall, stream: ClientHttp2Stream, options: HttpOptions): void {
  if (stream.writableEnded && stream.rstCode === 0) finishCall(call, options);
}

function failCall(call: StreamCall, stream: ClientHttp2Stream, error: unknown, options: HttpOptions): void {
  call.fail(error, failureName(error, stream.rstCode));
  finishCall(call, options);
}

function closeCall(call: StreamCall, stream: ClientHttp2Stream, options: HttpOptions): void {
  // The one code that Node tells nobody of: the server, or the loss of the connection, cut the response short.
  if (stream.rstCode === CANCEL && !call.abandoned)
    breakOff(call, codeName(CANCEL), 'the response was cut short');
  finishCall(call, options);
}

/** A failure that is no error anybody has seen. */
function breakOff(call: StreamCall, type: string, message: string): void {
  const { open } = call;
  call.errorType ??= type;
  if (open === undefined) return;
  if (open.attributes[ERROR_TYPE] === undefined) open.putTrusted(ERROR_TYPE, type);
  open.setStatus({ code: SpanStatusCode.ERROR, message });
}

function finishCall(call: StreamCall, { hooks, metrics }: HttpOptions): void {
  const { open, response } = call;
  if (open?.ended === false && response !== undefined) hooks?.clientEnds(open, response);
  call.finish(metrics?.client);
}
