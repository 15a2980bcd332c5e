/**
 * The server request that a framework works on, as the HTTP instrumentation left it in the context: its span,
 * and the place where a route is read from when the request ends (upstream's RPC metadata).
 */

import type { ServerResponse } from 'node:http';
import { context, type Exception } from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata } from '@opentelemetry/core';
import { createStamp } from './stamp.ts';

export class ServerRequest {
  private readonly rpc: RPCMetadata;
  private lastError: unknown;
  /** The patterns of the Express routers that the request is in at the moment. */
  mounted = '';

  constructor(rpc: RPCMetadata) {
    this.rpc = rpc;
  }

  /** The matched pattern, as `http.route` says it; undefined while none is matched. */
  set route(route: string | undefined) {
    this.rpc.route = route;
  }

  /**
   * Makes the error an exception event of the server span. Frameworks hand the same error from one place to
   * the next: it is recorded once. Whether the span failed is not decided here but by the response's status.
   */
  recordError(error: unknown): void {
    if (error === this.lastError) return;
    this.lastError = error;
    // As upstream's `asErrorAndMessage`: what is no Error counts as its text.
    this.rpc.span.recordException(error instanceof Error ? (error as Exception) : String(error));
  }
}

// On the response, since contexts get lost and frameworks nest.
const stamp = createStamp<ServerRequest>();

/** The server request that this response answers, once a framework has it; undefined where nobody traces. */
export function requestOf(response: ServerResponse): ServerRequest | undefined {
  return stamp.of(response);
}

/** The same, for a request that enters a framework. */
export function enteringRequest(response: ServerResponse): ServerRequest | undefined {
  const known = stamp.of(response);
  if (known !== undefined) return known;
  const rpc = getRPCMetadata(context.active());
  if (rpc === undefined) return undefined;
  const entered = new ServerRequest(rpc);
  stamp.put(response, entered);
  return entered;
}
