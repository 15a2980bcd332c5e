/**
 * The server request that a framework works on, as the HTTP instrumentation left it in the context: its span,
 * and the place where a route is read from when the request ends (upstream's RPC metadata).
 */

import { context, type Exception } from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata } from '@opentelemetry/core';

export class ServerRequest {
  private readonly rpc: RPCMetadata;
  private lastError: unknown;

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

/** The request whose context is active, or undefined where nobody traces. */
export function activeServerRequest(): ServerRequest | undefined {
  const rpc = getRPCMetadata(context.active());
  return rpc === undefined ? undefined : new ServerRequest(rpc);
}
