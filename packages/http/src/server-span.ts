/** The life of a SERVER span and of the duration beside it, the same for both versions of HTTP. */
import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import {
  arrivedRequestId,
  derivedRequestId,
  extractClaim,
  inboundRequestId,
  withRequestId,
} from '@waymark/propagation';
import { clock, RecordingSpan, ROOT, SUPPRESS_TRACING_KEY, WaymarkContext } from '@waymark/tracing';
import { HTTP_REQUEST_ID, HTTP_ROUTE } from './attributes.ts';
import { meetCaller } from './caller.ts';
import { millisOf } from './durations/measurement.ts';
import type { HttpHooks } from './hooks.ts';
import type { HttpOptions } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { startResponseTime } from './response-headers.ts';
import { RPC_METADATA_KEY, type RpcMetadata } from './rpc-metadata.ts';
import type { Served } from './served.ts';
import { failByStatus, recordFailure, recordStatusCode, SERVER_ERRORS_FROM } from './span-outcome.ts';
import { isTrusted } from './trusted.ts';

/** Of a request line's message, or of a stream: names in lower case. */
type Headers = Record<string, string | string[] | undefined>;

const headerGetter: TextMapGetter<Headers> = {
  keys: (headers) => Object.keys(headers),
  // By name where the names are known: V8 finds these at once, and looks for others, above all for those that are not there.
  get(headers, key) {
    switch (key) {
      case 'traceparent':
        return headers['traceparent'];
      case 'tracestate':
        return headers['tracestate'];
      case 'baggage':
        return headers['baggage'];
      case 'x-request-id':
        return headers['x-request-id'];
      case 'x-correlation-id':
        return headers['x-correlation-id'];
      case 'x-amzn-trace-id':
        return headers['x-amzn-trace-id'];
      case 'cf-ray':
        return headers['cf-ray'];
      default:
        return headers[key];
    }
  },
};

/** Tells log adapters, which keep silent where exporters work, that this is the application. */
const IGNORED_REQUEST_KEY = Symbol.for('waymark.ignored-request.v1');
/** Of requests that `ignoreIncoming` names. */
const SUPPRESSED = ROOT.setValue(SUPPRESS_TRACING_KEY, true).setValue(IGNORED_REQUEST_KEY, true);
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Starts the span, and gives the exchange the context that its handlers run in. */
export function startServed(exchange: Served, headers: Headers, options: HttpOptions): void {
  const { tracer, propagator, requestIds, trust, metrics, requestLog, hooks } = options;
  startResponseTime(exchange, options);
  const trusted = trust === undefined || isTrusted(exchange, headers, trust);
  // Always from the root: what is active here belongs to the connection or to the request in front of this one.
  const incoming = trusted
    ? propagator.extract(ROOT, headers, headerGetter)
    : extractClaim(propagator, ROOT, headers, headerGetter);
  const inboundId = requestIds ? inboundRequestId(incoming) : undefined;
  if (requestIds) exchange.arrivedId = arrivedRequestId(headers['x-request-id'], inboundId);
  if (trusted) meetCaller(exchange, headers);
  const parent = trace.getSpanContext(incoming);
  const span =
    parent === undefined && hooks?.requiresParent()
      ? NO_SPAN
      : tracer.startFrom(SpanKind.SERVER, exchange.requestMethod, parent, incoming, exchange);
  const rpc: RpcMetadata = { type: 'http', route: undefined, span };
  const context = serverContext(incoming, span, rpc);
  exchange.rpc = rpc;
  exchange.context = context;
  exchange.open = span instanceof RecordingSpan ? span : undefined;
  if (metrics !== undefined || requestLog !== undefined) measure(exchange);
  // After the start, because without an inbound id it is the trace id of the span.
  if (requestIds) identify(exchange, inboundId ?? derivedRequestId(context, span.spanContext().traceId));
  if (requestLog !== undefined) requestLog.begin(exchange, headers);
}

/** As upstream's `ignoreIncomingRequestHook`: handlers run with tracing suppressed, and nothing that came in goes on. */
export function ignoreServed(exchange: Served, headers: Headers, options: HttpOptions): void {
  const { tracer, propagator, requestIds, trust } = options;
  startResponseTime(exchange, options);
  const trusted = trust === undefined || isTrusted(exchange, headers, trust);
  const incoming = requestIds && trusted ? propagator.extract(ROOT, headers, headerGetter) : ROOT;
  // Without a trace there is no id to derive: that of one that nobody records still ties the response to the lines that are logged.
  const fresh = () => derivedRequestId(trace.setSpanContext(ROOT, tracer.unsampledRoot()));
  const id = requestIds ? (inboundRequestId(incoming) ?? fresh()) : undefined;
  exchange.context = id === undefined ? SUPPRESSED : withRequestId(SUPPRESSED, id);
  exchange.responseId = id;
}

/** Records an error. The end is yet to come. */
export function failServed(exchange: Served, error: unknown, errorType: string): void {
  const { open, isMeasured } = exchange;
  if (isMeasured) exchange.errorType = errorType;
  if (open !== undefined) recordFailure(open, error, errorType);
}

/**
 * Ends the span, records the duration and tells of the request, once.
 *
 * @param statusCode The one that left the process, if one did.
 * @param endHooks Lets hooks have the last word, where there are some.
 */
export function finishServed<E extends Served, T>(
  exchange: E,
  statusCode: number | undefined,
  { metrics, requestLog, hooks }: HttpOptions,
  endHooks: (hooks: HttpHooks, span: RecordingSpan, exchange: E, of: T) => void,
  of: T,
): void {
  const { open, isMeasured } = exchange;
  exchange.open = undefined;
  exchange.isMeasured = false;
  if (open === undefined && !isMeasured) return;
  exchange.route = exchange.rpc?.route || undefined;
  if (statusCode !== undefined) exchange.meetStatus(statusCode, SERVER_ERRORS_FROM);
  if (open?.ended === false) {
    describeOutcome(open, exchange);
    if (hooks !== undefined) endHooks(hooks, open, exchange, of);
    open.end();
  }
  if (!isMeasured) return;
  const seconds = secondsOf(exchange, open);
  const { span } = exchange.rpc!;
  if (metrics !== undefined) metrics.server.record(exchange, seconds, span);
  if (requestLog !== undefined) requestLog.end(exchange, seconds, span);
}

function serverContext(incoming: Context, span: Span, rpc: RpcMetadata): Context {
  if (incoming instanceof WaymarkContext) return incoming.withSpan(span, RPC_METADATA_KEY, rpc);
  return trace.setSpan(incoming, span).setValue(RPC_METADATA_KEY, rpc);
}

/** A span that records has read the clock. */
function measure(exchange: Served): void {
  exchange.isMeasured = true;
  if (exchange.open === undefined) exchange.startedAt = clock.monotonic();
}

function identify(exchange: Served, id: string | undefined): void {
  const { open } = exchange;
  exchange.responseId = id;
  if (id === undefined || open === undefined) return;
  // Shared: nobody has looked at the attributes yet, and in their own there is room for it.
  if (open.shared !== undefined) open.own[HTTP_REQUEST_ID] = id;
  else open.putTrusted(HTTP_REQUEST_ID, id);
}

/** The span's readings of the clock serve the duration too. */
function secondsOf(exchange: Served, span: RecordingSpan | undefined): number {
  const millis = span === undefined ? clock.monotonic() - exchange.startedAt : millisOf(span);
  return Math.max(0, millis) / 1000;
}

function describeOutcome(span: RecordingSpan, exchange: Served): void {
  const { route, requestMethod, method } = exchange;
  const outcome = span.shared === undefined ? undefined : outcomeOf(exchange);
  if (outcome !== undefined && span.shareInstead(outcome.shared)) {
    const { statusCode } = exchange;
    if (statusCode !== undefined) failByStatus(span, statusCode, SERVER_ERRORS_FROM);
    if (route !== undefined)
      span.name = method === requestMethod ? outcome.name : `${requestMethod} ${route}`;
    return;
  }
  if (exchange.statusCode !== undefined) recordStatusCode(span, exchange.statusCode, SERVER_ERRORS_FROM);
  if (route === undefined) return;
  span.putTrusted(HTTP_ROUTE, route);
  span.updateName(`${requestMethod} ${route}`);
}
