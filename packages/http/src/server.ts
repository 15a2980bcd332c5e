/**
 * SERVER spans of `node:http` and `node:https`.
 *
 * One patched `emit` on the server prototypes sees the `request` event, and only that: requests that Node answers itself
 * (no Host, unknown Expect), upgrades and CONNECT never become one; where not everybody is trusted,
 * whoever sent the last two is judged all the same. The span ends with the response's `close`, which also comes when the
 * client went away. Nothing is allocated for a request but its span, context, RPC metadata and
 * one {@link Exchange}; no listener and nothing else that shows is added to the app's objects.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InboundTrust } from '@waymark/propagation';
import type { RecordingSpan } from '@waymark/tracing';
import { Exchange, exchangeOf, isTraced, keepExchange } from './exchange.ts';
import type { HttpHooks } from './hooks.ts';
import {
  currentEmit,
  type EmitArguments,
  emitInContext,
  isElsewhere,
  isNodesEmit,
  isUnheard,
} from './message-context.ts';
import type { HttpOptions } from './options.ts';
import type { Scheme } from './served.ts';
import { failServed, finishServed, ignoreServed, startServed } from './server-span.ts';
import { nameOf } from './span-outcome.ts';
import { judge } from './trusted.ts';
import { whenUncaught } from './uncaught.ts';

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
  scheme: Scheme,
  { IncomingMessage, ServerResponse }: MessageClasses,
  options: HttpOptions,
): void {
  const original = prototype.emit;
  const manager = options.contextManager;
  prototype.emit = function emit(this: EventEmitter, event: string, ...values: unknown[]) {
    if (event !== 'request' || options.stopped?.()) {
      if (options.trust !== undefined) judgeUntraced(event, values[0], IncomingMessage, options.trust);
      return original.call(this, event, ...values);
    }
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

/** Events of a request that has no span, or none yet: upgrades, above all, from whose headers applications extract. */
const UNTRACED = ['upgrade', 'connect', 'checkContinue', 'checkExpectation'];

function judgeUntraced(
  event: string,
  request: unknown,
  Message: typeof IncomingMessage,
  trust: InboundTrust,
): void {
  if (UNTRACED.includes(event) && request instanceof Message) judge(request, trust);
}

/** A function of its own: a closure in `emit` would cost every request, and not only the one that throws. */
function failWhenUncaught(response: ServerResponse, exchange: Exchange, options: HttpOptions): void {
  whenUncaught(exchange.context, (error) => failResponse(response, exchange, error, options));
}

/** The exchange, whose context is the handlers'; `undefined` when it is traced already, or cannot be. */
function beginExchange(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: Scheme,
  options: HttpOptions,
): Exchange | undefined {
  try {
    if (isTraced(response)) return undefined;
    if (options.ignoreIncoming?.(request)) return ignoreExchange(request, response, scheme, options);
    return startExchange(request, response, scheme, options);
  } catch (error) {
    options.warn(`an incoming request could not be traced: ${String(error)}`);
    return undefined;
  }
}

function startExchange(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: Scheme,
  options: HttpOptions,
): Exchange {
  const { hooks } = options;
  const exchange = new Exchange(request, scheme, hooks);
  startServed(exchange, request.headers, options);
  keepExchange(request, response, exchange);
  if (hooks !== undefined && exchange.open !== undefined)
    hooks.serverStarted(exchange.open, request, response);
  return exchange;
}

function ignoreExchange(
  request: IncomingMessage,
  response: ServerResponse,
  scheme: Scheme,
  options: HttpOptions,
): Exchange {
  const exchange = new Exchange(request, scheme, undefined);
  ignoreServed(exchange, request.headers, options);
  keepExchange(request, response, exchange);
  return exchange;
}

/** Listeners of a response run in its context; its `error` fails the span, its `close` ends it. */
export function patchResponseEmit(prototype: ServerResponse, options: HttpOptions): void {
  const { contextManager } = options;
  const forward = currentEmit(prototype);
  const original = prototype.emit;
  const mayDrop = isNodesEmit(original);
  const emitHere = function (this: ServerResponse, ...args: EmitArguments): boolean {
    return contextManager.apply(exchangeOf(this)!.context, original, this, args);
  };
  const emitLast = function (this: ServerResponse, ...args: EmitArguments): boolean {
    const exchange = exchangeOf(this)!;
    if (args[0] === 'error') failResponse(this, exchange, args[1], options);
    try {
      return emitInContext(this, exchange.context, args, forward, contextManager);
    } finally {
      // After the listeners: what they log about an aborted request still finds the span open.
      if (args[0] === 'close') finishResponse(this, exchange, options);
    }
  };
  // The values are passed on as they come, in each branch: then they never become an array (RATIONALE.md).
  const emit = function emit(this: ServerResponse, event: string, ...values: unknown[]): boolean {
    const isLast = event === 'close' || event === 'error';
    if (mayDrop && !isLast && isUnheard(this, event)) return false;
    const exchange = exchangeOf(this);
    if (exchange === undefined) return original.call(this, event, ...values);
    if (isLast) return emitLast.call(this, event, ...values);
    if (isElsewhere(this, event, exchange.context, contextManager))
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
  failServed(exchange, error, nameOf(error));
  finishResponse(response, exchange, options);
}

function finishResponse(response: ServerResponse, exchange: Exchange, options: HttpOptions): void {
  // A status that never left the process is no status: the default of an aborted request would read as success.
  const status = response.headersSent ? response.statusCode : undefined;
  exchange.watched?.over(response.writableFinished);
  finishServed(exchange, status, options, endHooks, response);
}

function endHooks(hooks: HttpHooks, span: RecordingSpan, _: Exchange, response: ServerResponse): void {
  hooks.serverEnds(span, response);
}
