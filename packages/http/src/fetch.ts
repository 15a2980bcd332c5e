/**
 * CLIENT spans of `fetch` and of undici, in Node and in the app's own node_modules: all publish on the same channels.
 *
 * Subscribing loads nothing. Redirects are requests of their own and have a span each. The span ends when the body has
 * been read, when it is cancelled, or when the request fails.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { isSuppressed } from '@waymark/tracing';
import { injectActive, startClientSpan } from './client-parent.ts';
import { FetchCall, type FetchRequest } from './fetch-call.ts';
import { fetchHeaders } from './fetch-headers.ts';
import { once } from './once.ts';
import type { HttpOptions } from './options.ts';
import { fetchRecipient } from './recipient.ts';
import { knownMethod, OTHER_METHOD } from './request-method.ts';
import { nameOf } from './span-outcome.ts';
import { Stamp } from './stamp.ts';

/** The first channel of a request's life. */
const CREATE = 'undici:request:create';

/** Hidden, because clients that wait for a connection print their queue of requests. */
class StampedFetch extends Stamp {
  #call: FetchCall | undefined;

  private constructor(request: FetchRequest, call: FetchCall) {
    super(request);
    this.#call = call;
  }

  static put(request: FetchRequest, call: FetchCall): void {
    if (#call in request) request.#call = call;
    else new StampedFetch(request, call);
  }

  static get(request: FetchRequest): FetchCall | undefined {
    return #call in request ? request.#call : undefined;
  }

  /** The same, for the last time. */
  static take(request: FetchRequest): FetchCall | undefined {
    const call = StampedFetch.get(request);
    if (#call in request) request.#call = undefined;
    return call;
  }
}

interface FetchMessage {
  request: FetchRequest;
  socket: Socket & { alpnProtocol?: string | false };
  response: { statusCode: number; headers?: Buffer[] };
  error: unknown;
}

/**
 * Traces every fetch from now on. Returns what stops it.
 * @param first a message of `undici:request:create` that is being published: Node does not hand it to those who subscribe
 * meanwhile, so whoever starts us by the first fetch passes it on
 */
export function subscribeFetch(options: HttpOptions, first?: unknown): () => void {
  const warn = once(options.warn);
  const handlers: Record<string, (message: FetchMessage) => void> = {
    [CREATE]: ({ request }) => startFetch(request, options),
    'undici:client:sendHeaders': ({ request, socket }) => meetPeer(StampedFetch.get(request), socket),
    'undici:request:headers': ({ request, response }) => meetResponse(request, response, options),
    'undici:request:trailers': ({ request }) => finishFetch(request, options),
    'undici:request:error': ({ request, error }) => failFetch(request, error, options),
  };
  const subscriptions = Object.entries(handlers).map(([channel, handle]) => {
    const listener = (message: unknown) => {
      try {
        handle(message as FetchMessage);
      } catch (error) {
        warn(`a fetch could not be traced: ${String(error)}`);
      }
    };
    subscribe(channel, listener);
    if (first !== undefined && channel === CREATE) listener(first);
    return () => unsubscribe(channel, listener);
  });
  return () => {
    for (const stop of subscriptions) stop();
  };
}

function startFetch(request: FetchRequest, options: HttpOptions): void {
  const active = options.contextManager.active();
  const { fetchHooks: hooks, outbound } = options;
  if (request.method === 'CONNECT' || isSuppressed(active) || hooks?.leavesOut(request, active)) return;
  const recipient = outbound && fetchRecipient(request, outbound);
  if (request.upgrade) {
    // A WebSocket has no end that undici would tell us of; its handshake still belongs to the trace.
    injectActive(request, fetchHeaders, active, options, recipient);
    return;
  }
  const method = knownMethod(request.method);
  const call = new FetchCall(request, method, hooks);
  const name = method === OTHER_METHOD ? 'HTTP' : method;
  const span = startClientSpan(request, fetchHeaders, active, name, call, options, recipient);
  call.started(span, options.metrics !== undefined);
  if (hooks !== undefined && call.open !== undefined) hooks.started(call.open, request);
  if (call.isOpen) StampedFetch.put(request, call);
}

function meetPeer(call: FetchCall | undefined, socket: FetchMessage['socket']): void {
  if (call === undefined) return;
  call.protocolVersion = socket.alpnProtocol === 'h2' ? '2' : '1.1';
  call.meetPeer(socket);
}

function meetResponse(
  request: FetchRequest,
  response: FetchMessage['response'],
  { fetchHooks }: HttpOptions,
): void {
  const call = StampedFetch.get(request);
  if (call === undefined) return;
  call.meetStatus(response.statusCode);
  const { open } = call;
  if (fetchHooks === undefined || open === undefined) return;
  call.describe(open);
  fetchHooks.responded(open, request, response);
}

function failFetch(request: FetchRequest, error: unknown, options: HttpOptions): void {
  const call = StampedFetch.get(request);
  // Who aborts wanted it so: the span ends without an error.
  if (nameOf(error) !== 'AbortError') call?.fail(error, errorTypeOf(error));
  finishFetch(request, options);
}

/** The code (`ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`) says more than undici's classes do. */
function errorTypeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined | null)?.code;
  return typeof code === 'string' && code !== '' ? code : nameOf(error);
}

function finishFetch(request: FetchRequest, { metrics }: HttpOptions): void {
  const call = StampedFetch.take(request);
  if (call === undefined) return;
  if (call.open?.ended === false) call.describe(call.open);
  call.finish(metrics?.client);
}
