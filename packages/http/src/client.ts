/**
 * CLIENT spans of `node:http` and `node:https`.
 *
 * The channel `http.client.request.created` starts the span, from inside the constructor that every way of making a
 * request ends in; the patched `emit` of request and response sees the rest. RATIONALE.md compares this with wrapping
 * `http.request`. The span ends when the response has been read, not when its head is there.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { type Attributes, type Context, SpanStatusCode } from '@opentelemetry/api';
import { isSuppressed, RecordingSpan } from '@waymark/tracing';
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
} from './attributes.ts';
import { requestHeaders } from './client-headers.ts';
import { startClientSpan } from './client-parent.ts';
import { type ConnectionOptions, clientTarget } from './client-url.ts';
import { Measurement } from './durations/measurement.ts';
import {
  currentEmit,
  type EmitArguments,
  emitInContext,
  keepState,
  type MessageState,
  stateOf,
} from './message-context.ts';
import type { HttpOptions } from './options.ts';
import { knownMethod } from './request-method.ts';
import { CLIENT_ERRORS_FROM, nameOf, recordFailure, recordStatusCode } from './span-outcome.ts';
import { Stamp } from './stamp.ts';

/** `error.type` of a response whose body is not all there: what Node says of it. */
const CUT_SHORT = 'ECONNRESET';

/** One request and its response, from the constructor to the end of the body: the state of both. */
class Call implements MessageState {
  /** Of whoever made the request; `undefined` when it is not traced. */
  context: Context | undefined;
  /** Until the span starts. */
  connection: ConnectionOptions | undefined;
  /** Until the end. */
  open: RecordingSpan | undefined;
  /** Until the end, and only if durations are recorded. */
  measured: Measurement | undefined;
  response: IncomingMessage | undefined;
}

class StampedRequest extends Stamp {
  #call: Call;

  private constructor(request: object, call: Call) {
    super(request);
    this.#call = call;
  }

  static put(request: ClientRequest, call: Call): Call {
    new StampedRequest(request, call);
    return call;
  }

  static get(request: ClientRequest): Call | undefined {
    return #call in request ? request.#call : undefined;
  }
}

/** Starts a span for every request that any code makes from now on. */
export function traceClientRequests(options: HttpOptions): void {
  subscribe('http.client.request.created', (message) => {
    if (options.stopped?.()) return;
    try {
      startCall((message as { request: ClientRequest }).request, options);
    } catch (error) {
      options.warn(`an outgoing request could not be traced: ${String(error)}`);
    }
  });
}

/** The one place where a request and the options that it was made from meet: keeps them for the span's start. */
export function patchAddRequest(prototype: Agent, { stopped }: HttpOptions): void {
  const agent = prototype as Agent & {
    addRequest(request: ClientRequest, options: ConnectionOptions, ...legacy: unknown[]): unknown;
  };
  const original = agent.addRequest;
  agent.addRequest = function addRequest(request, options, ...legacy) {
    if (!stopped?.()) callOf(request).connection = options;
    return original.call(this, request, options, ...legacy);
  };
}

function startCall(request: ClientRequest, options: HttpOptions): void {
  const call = callOf(request);
  const { connection } = call;
  call.connection = undefined;
  const active = options.contextManager.active();
  if (isSuppressed(active)) return;
  const attributes = clientAttributes(request, connection);
  const { hooks } = options;
  if (hooks?.leavesOut(request, attributes, active)) return;
  hooks?.addClientAttributes(attributes, request);
  const span = startClientSpan(request, requestHeaders, active, request.method, attributes, options);
  call.context = active;
  call.open = span instanceof RecordingSpan ? span : undefined;
  if (hooks !== undefined && call.open !== undefined) hooks.clientStarted(call.open, request);
  call.measured = options.metrics && new Measurement(span, attributes, false);
}

/** The call of a request, a new one if it has none. */
function callOf(request: ClientRequest): Call {
  return StampedRequest.get(request) ?? StampedRequest.put(request, new Call());
}

function clientAttributes(request: ClientRequest, connection: ConnectionOptions | undefined): Attributes {
  const method = knownMethod(request.method);
  const { address, port, url } = clientTarget(request, connection);
  const attributes: Attributes = {
    [HTTP_REQUEST_METHOD]: method,
    [SERVER_ADDRESS]: address,
    [URL_FULL]: url,
  };
  if (port !== undefined) attributes[SERVER_PORT] = port;
  if (method !== request.method) attributes[HTTP_REQUEST_METHOD_ORIGINAL] = request.method;
  const userAgent = request.getHeader('user-agent');
  if (typeof userAgent === 'string') attributes[USER_AGENT_ORIGINAL] = userAgent;
  return attributes;
}

/** Listeners of a request run in the context of whoever made it; `response`, `error` and `close` write its span. */
export function patchRequestEmit(prototype: ClientRequest, options: HttpOptions): void {
  const { contextManager } = options;
  const forward = currentEmit(prototype);
  const emit = function emit(this: ClientRequest, ...args: EmitArguments): boolean {
    const call = StampedRequest.get(this);
    if (call?.context === undefined) return forward(this, args);
    if (args[0] === 'response') meetResponse(call, args[1] as IncomingMessage, options);
    else if (args[0] === 'upgrade' || args[0] === 'connect')
      handOver(call, args[1] as IncomingMessage, options);
    else if (args[0] === 'error') failCall(call, args[1], options);
    else if (args[0] === 'close') closeCall(call, options);
    return emitInContext(this, call.context, args, forward, contextManager);
  };
  prototype.emit = emit as typeof prototype.emit;
}

/** Both kinds of `IncomingMessage`: a server's request needs its context, a client's response ends the span too. */
export function patchIncomingEmit(prototype: IncomingMessage, options: HttpOptions): void {
  const { contextManager } = options;
  const forward = currentEmit(prototype);
  const emit = function emit(this: IncomingMessage, ...args: EmitArguments): boolean {
    const state = stateOf(this);
    if (state === undefined) return forward(this, args);
    if (state instanceof Call) {
      if (args[0] === 'end') endCall(state, this, options);
      else if (args[0] === 'error') failCall(state, args[1], options);
    }
    return emitInContext(this, state.context, args, forward, contextManager);
  };
  prototype.emit = emit as typeof prototype.emit;
}

/** Now, because a kept-alive connection is taken from the response when it ends. */
function meetResponse(call: Call, response: IncomingMessage, { hooks }: HttpOptions): void {
  call.response = response;
  keepState(response, call);
  if (call.measured !== undefined) call.measured.protocolVersion = response.httpVersion;
  const span = call.open;
  if (span === undefined) return;
  const { socket } = response;
  span.putTrusted(NETWORK_PROTOCOL_VERSION, response.httpVersion);
  if (hooks !== undefined) hooks.clientResponded(span, response);
  if (socket?.remoteAddress === undefined) return;
  span.putTrusted(NETWORK_PEER_ADDRESS, socket.remoteAddress);
  span.putTrusted(NETWORK_PEER_PORT, socket.remotePort);
}

/** 101, or the answer to CONNECT: from here on the connection is the app's, and no body will end the span. */
function handOver(call: Call, response: IncomingMessage, options: HttpOptions): void {
  meetResponse(call, response, options);
  meetStatus(call, response);
  finishCall(call, options);
}

function endCall(call: Call, response: IncomingMessage, options: HttpOptions): void {
  meetStatus(call, response);
  if (wasCutShort(response)) cutShort(call);
  finishCall(call, options);
}

function meetStatus({ open, measured }: Call, { statusCode = 0 }: IncomingMessage): void {
  if (open !== undefined) recordStatusCode(open, statusCode, CLIENT_ERRORS_FROM);
  measured?.meetStatus(statusCode, CLIENT_ERRORS_FROM);
}

/** The other side ended the body too early; an app that stopped reading (`_dumped`, or no error) knows why. */
function wasCutShort(response: IncomingMessage & { _dumped?: boolean }): boolean {
  return !response.complete && response.errored !== null && response._dumped !== true;
}

function cutShort({ open, measured }: Call): void {
  if (measured !== undefined) measured.errorType ??= CUT_SHORT;
  if (open === undefined) return;
  if (open.attributes[ERROR_TYPE] === undefined) open.putTrusted(ERROR_TYPE, CUT_SHORT);
  open.setStatus({ code: SpanStatusCode.ERROR, message: 'the response was cut short' });
}

function closeCall(call: Call, options: HttpOptions): void {
  if (call.response !== undefined) endCall(call, call.response, options);
  else finishCall(call, options);
}

function failCall(call: Call, error: unknown, options: HttpOptions): void {
  const { open, measured, response } = call;
  if (response !== undefined) meetStatus(call, response);
  if (measured !== undefined) measured.errorType = nameOf(error);
  if (open !== undefined) recordFailure(open, error, nameOf(error));
  finishCall(call, options);
}

function finishCall(call: Call, { metrics, hooks }: HttpOptions): void {
  const { open, measured, response } = call;
  call.open = undefined;
  call.measured = undefined;
  if (open?.ended === false) {
    if (hooks !== undefined && response !== undefined) hooks.clientEnds(open, response);
    open.end();
  }
  measured?.record(metrics!.client);
}
