/**
 * The server request that a framework works on, as the HTTP instrumentation left it in the context: its span,
 * and the place where a route is read from when the request ends (upstream's RPC metadata).
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata } from '@opentelemetry/core';
import { createStamp } from './stamp.ts';
import { exceptionOf, messageOf } from './thrown.ts';

export class ServerRequest {
  private readonly rpc: RPCMetadata;
  private lastError: unknown;
  /** The patterns of the routers that the request is in at the moment. */
  mounted = '';

  constructor(rpc: RPCMetadata) {
    this.rpc = rpc;
  }

  /** The matched pattern, as `http.route` says it; undefined while none is matched. */
  get route(): string | undefined {
    return this.rpc.route;
  }

  set route(route: string | undefined) {
    this.rpc.route = route;
  }

  /** What the error that was recorded last says; undefined while none is. */
  get lastMessage(): string | undefined {
    return this.lastError === undefined ? undefined : messageOf(this.lastError);
  }

  /**
   * Makes the error an exception event of the server span. Frameworks hand the same error from one place to
   * the next: it is recorded once. Whether the span failed is not decided here but by the response's status.
   */
  recordError(error: unknown): void {
    if (error === this.lastError) return;
    this.lastError = error;
    this.rpc.span.recordException(exceptionOf(error));
  }
}

// On the response and on the RPC metadata of the same request, since contexts get lost and frameworks nest. The metadata
// is no object of the app's: a plain symbol will do there, which costs a tenth of a stamp.
const stamp = createStamp<ServerRequest>();
const CLAIM = Symbol('waymark.framework');

interface ClaimedMetadata extends RPCMetadata {
  [CLAIM]?: ServerRequest;
}

function activeMetadata(): ClaimedMetadata | undefined {
  return getRPCMetadata(context.active());
}

/** The server request that this response answers, once a framework has it; undefined where nobody traces. */
export function requestOf(response: unknown): ServerRequest | undefined {
  return stamp.of(response);
}

/** The server request whose context is active, once a framework has it. */
export function activeRequest(): ServerRequest | undefined {
  return activeMetadata()?.[CLAIM];
}

/**
 * The same, for a request that enters a framework. The span in the context is that of one response. What the app
 * sends through a framework by itself meanwhile (`fastify.inject`, `app.handle` with made-up messages) is active in
 * the same context, but has another response, and is none of the span's business.
 */
export function enteringRequest(
  request: IncomingMessage,
  response: ServerResponse,
): ServerRequest | undefined {
  const known = stamp.of(response);
  if (known !== undefined) return known;
  const rpc = activeMetadata();
  if (rpc === undefined || rpc[CLAIM] !== undefined || !cameThroughServer(request)) return undefined;
  const entered = new ServerRequest(rpc);
  stamp.put(response, entered);
  rpc[CLAIM] = entered;
  return entered;
}

/**
 * The same for a framework that was not given the response: the span of the context, if no framework has it yet. What
 * the app sends through a framework by itself then finds it taken.
 */
export function unclaimedRequest(): ServerRequest | undefined {
  const rpc = activeMetadata();
  if (rpc === undefined || rpc[CLAIM] !== undefined) return undefined;
  const entered = new ServerRequest(rpc);
  rpc[CLAIM] = entered;
  return entered;
}

/** Node's servers set themselves on each socket that they read requests from; a made-up request has no such socket. */
function cameThroughServer(request: IncomingMessage): boolean {
  const socket = request.socket as { server?: object | null } | undefined | null;
  return Boolean(socket?.server);
}
