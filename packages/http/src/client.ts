/**
 * CLIENT spans of `node:http` and `node:https`.
 *
 * The channel `http.client.request.created` starts the span, from inside the constructor that every way of making a
 * request ends in; the patched `emit` of request and response sees the rest. RATIONALE.md compares this with wrapping
 * `http.request`. The span ends when the response has been read, not when its head is there.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { SpanStatusCode } from '@opentelemetry/api';
import { isSuppressed } from '@waymark/tracing';
import { headersBefore, hideAdded } from './added-headers.ts';
import { ERROR_TYPE } from './attributes.ts';
import { requestHeaders } from './client-headers.ts';
import { startClientSpan } from './client-parent.ts';
import type { ConnectionOptions } from './client-url.ts';
import {
  currentEmit,
  type EmitArguments,
  emitInContext,
  isElsewhere,
  isNodesEmit,
  isUnheard,
  keepState,
  stateOf,
} from './message-context.ts';
import type { HttpOptions } from './options.ts';
import { requestRecipient } from './recipient.ts';
import { callOf, madeCallOf, RequestCall } from './request-call.ts';

/** `error.type` of a response whose body is not all there: what Node says of it. */
const CUT_SHORT = 'ECONNRESET';

/** Starts a span for every request that any code makes from now on. */
export function traceClientRequests(options: HttpOptions): void {
  subscribe('http.client.request.created', (message) => {
    if (options.stopped?.()) return;
    const { request } = message as { request: ClientRequest };
    try {
      startCall(madeCallOf(request), options);
    } catch (error) {
      options.warn(`an outgoing request could not be traced: ${String(error)}`);
    } finally {
      callOf(request)?.made();
    }
  });
}

/** The one place where a request and the options that it was made from meet: keeps them for the span's start. */
export function patchAddRequest(prototype: Agent, { stopped }: HttpOptions): void {
  const agent = prototype as Agent & {
    addRequest(request: ClientRequest, options: ConnectionOptions, ...legacy: unknown[]): unknown;
  };
  const original = agent.addRequest;
  agent.addRequest = function addRequest(request, options) {
    if (!stopped?.()) madeCallOf(request).meetConnection(options);
    // biome-ignore lint/complexity/noArguments: passed on as they are
    return original.apply(this, arguments as unknown as [ClientRequest, ConnectionOptions]);
  };
}

function startCall(call: RequestCall, options: HttpOptions): void {
  const active = options.contextManager.active();
  if (isSuppressed(active)) return;
  const { request } = call;
  const { outbound } = options;
  call.prepare(options.hooks);
  if (options.hooks?.leavesOut(call, active)) return;
  const recipient = outbound && requestRecipient(request, call.connection, outbound);
  const before = outbound?.isLimited ? headersBefore(request) : undefined;
  const span = startClientSpan(request, requestHeaders, active, request.method, call, options, recipient);
  hideAdded(request, before);
  call.context = active;
  call.started(span, options.metrics !== undefined);
  if (options.hooks !== undefined && call.open !== undefined) options.hooks.clientStarted(call.open, request);
}

/** Listeners of a request run in the context of whoever made it; `response`, `error` and `close` write its span. */
export function patchRequestEmit(prototype: ClientRequest, options: HttpOptions): void {
  const { contextManager } = options;
  const original = prototype.emit;
  const forward = currentEmit(prototype);
  const emitHere = function (this: ClientRequest, ...args: EmitArguments): boolean {
    return emitInContext(this, callOf(this)!.context, args, forward, contextManager);
  };
  // The values are passed on as they come, in each branch: then they never become an array (RATIONALE.md).
  const emit = function emit(this: ClientRequest, event: string, ...values: unknown[]): boolean {
    const call = callOf(this);
    if (call?.context === undefined) return original.call(this, event, ...values);
    meetRequestEvent(call, event, values[0], options);
    if (isElsewhere(this, event, call.context, contextManager)) return emitHere.call(this, event, ...values);
    return original.call(this, event, ...values);
  };
  prototype.emit = emit as typeof prototype.emit;
}

function meetRequestEvent(
  call: RequestCall,
  event: string | symbol,
  value: unknown,
  options: HttpOptions,
): void {
  if (event === 'response') meetResponse(call, value as IncomingMessage, options);
  else if (event === 'close') closeCall(call, options);
  else if (event === 'error') failCall(call, value, options);
  else if (event === 'upgrade' || event === 'connect') handOver(call, value as IncomingMessage, options);
}

/** Both kinds of `IncomingMessage`: a server's request needs its context, a client's response ends the span too. */
export function patchIncomingEmit(prototype: IncomingMessage, options: HttpOptions): void {
  const { contextManager } = options;
  const original = prototype.emit;
  const forward = currentEmit(prototype);
  const mayDrop = isNodesEmit(original);
  const emitHere = function (this: IncomingMessage, ...args: EmitArguments): boolean {
    return emitInContext(this, stateOf(this)!.context, args, forward, contextManager);
  };
  // The values are passed on as they come, in each branch: then they never become an array (RATIONALE.md).
  const emit = function emit(this: IncomingMessage, event: string, ...values: unknown[]): boolean {
    if (mayDrop && event !== 'end' && event !== 'error' && isUnheard(this, event)) return false;
    const state = stateOf(this);
    if (state === undefined) return original.call(this, event, ...values);
    if (state instanceof RequestCall) {
      if (event === 'end') endCall(state, options);
      else if (event === 'error') failCall(state, values[0], options);
    }
    if (isElsewhere(this, event, state.context, contextManager)) return emitHere.call(this, event, ...values);
    return original.call(this, event, ...values);
  };
  prototype.emit = emit as typeof prototype.emit;
}

/** Now, because a kept-alive connection is taken from the response when it ends. */
function meetResponse(call: RequestCall, response: IncomingMessage, { hooks }: HttpOptions): void {
  call.response = response;
  keepState(response, call);
  // One and the same string instead of the one that Node has made: it is compared a few times.
  call.protocolVersion = response.httpVersion === '1.1' ? '1.1' : response.httpVersion;
  call.meetPeer(response.socket);
  const { open } = call;
  if (hooks === undefined || open === undefined) return;
  meetStatus(call);
  call.describe(open);
  hooks.clientResponded(open, response);
}

/** 101, or the answer to CONNECT: from here on the connection is the app's, and no body will end the span. */
function handOver(call: RequestCall, response: IncomingMessage, options: HttpOptions): void {
  meetResponse(call, response, options);
  meetStatus(call);
  finishCall(call, options);
}

function endCall(call: RequestCall, options: HttpOptions): void {
  if (!call.isOpen) return;
  meetStatus(call);
  if (wasCutShort(call.response!)) cutShort(call);
  finishCall(call, options);
}

/** At the end, because the application may have written it until then, as libraries that replay responses do. */
function meetStatus(call: RequestCall): void {
  if (call.response !== undefined) call.meetStatus(call.response.statusCode ?? 0);
}

/** The other side ended the body too early; an app that stopped reading (`_dumped`, or no error) knows why. */
function wasCutShort(response: IncomingMessage & { _dumped?: boolean }): boolean {
  return !response.complete && response.errored !== null && response._dumped !== true;
}

function cutShort(call: RequestCall): void {
  call.errorType ??= CUT_SHORT;
  const { open } = call;
  if (open === undefined) return;
  if (open.attributes[ERROR_TYPE] === undefined) open.putTrusted(ERROR_TYPE, call.errorType);
  open.setStatus({ code: SpanStatusCode.ERROR, message: 'the response was cut short' });
}

function closeCall(call: RequestCall, options: HttpOptions): void {
  if (call.response !== undefined) endCall(call, options);
  else finishCall(call, options);
}

function failCall(call: RequestCall, error: unknown, options: HttpOptions): void {
  if (!call.isOpen) return;
  meetStatus(call);
  call.fail(error);
  finishCall(call, options);
}

function finishCall(call: RequestCall, { metrics, hooks }: HttpOptions): void {
  const { open, response } = call;
  if (open?.ended === false) {
    call.describe(open);
    if (hooks !== undefined && response !== undefined) hooks.clientEnds(open, response);
  }
  call.finish(metrics?.client);
}
