/** Records of requests whose spans somebody else makes, as upstream's instrumentation does. */
import type { ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { clock } from '@waymark/tracing';
import { Exchange, exchangeOf, keepExchange } from '../exchange.ts';
import { RPC_METADATA_KEY, type RpcMetadata } from '../rpc-metadata.ts';
import { SERVER_ERRORS_FROM } from '../span-outcome.ts';
import type { RequestLog } from './request-log.ts';

export interface ForeignRequest {
  readonly response: ServerResponse;
  readonly span: Span;
  /** That of its handlers, with the route as upstream's RPC metadata have it. */
  readonly context: Context;
  readonly requestId: string | undefined;
  /** What its span starts with beside what the request itself says. */
  readonly attributes: Attributes;
}

/** Tells of a request that begins, when it is over and whoever made its span has ended it. */
export function tellOf(
  { response, span, context, requestId, attributes }: ForeignRequest,
  log: RequestLog,
): void {
  // One server has handed it to another, and upstream makes a span for each.
  if (exchangeOf(response)?.watched !== undefined) return;
  const { req: request } = response;
  const isSecure = (request.socket as TLSSocket | undefined)?.encrypted === true;
  const served = new Exchange(request, isSecure ? 'https' : 'http', undefined);
  served.context = context;
  served.rpc = (context.getValue(RPC_METADATA_KEY) as RpcMetadata | undefined) ?? {
    type: 'http',
    route: undefined,
    span,
  };
  served.responseId = requestId;
  keepExchange(request, response, served);
  log.begin(served, request.headers);
  Object.assign(served.described!, attributes);
  served.startedAt = clock.monotonic();
  // Others listen too, and have been before us or come after: when all have heard, the span has ended.
  response.once('close', () => process.nextTick(end, served, response, span, log));
}

function end(served: Exchange, response: ServerResponse, span: Span, log: RequestLog): void {
  served.watched!.over(response.writableFinished);
  served.route = served.rpc!.route || undefined;
  if (response.headersSent) served.meetStatus(response.statusCode, SERVER_ERRORS_FROM);
  log.end(served, (clock.monotonic() - served.startedAt) / 1000, span);
}
