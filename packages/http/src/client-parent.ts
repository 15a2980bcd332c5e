/** Starts CLIENT spans: their parent is what is active, or else what the request's own headers say. */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { type RequestHeaders, TraceContextPropagator } from '@waymark/propagation';
import { type AttributeSource, RecordingSpan } from '@waymark/tracing';
import { belongsToCaller, type Keep, keepAll } from './client-headers.ts';
import type { HttpOptions } from './options.ts';
import type { Recipient } from './recipient.ts';

const TRACEPARENT = 'traceparent';
const traceContext = new TraceContextPropagator();

/** How the two kinds of clients read and write the headers of their requests. */
export interface HeaderAccess<C> extends RequestHeaders<C> {
  readonly getter: TextMapGetter<C>;
  /** @param known the span context in `context`, if it is known to be valid */
  inject(propagator: TextMapPropagator, context: Context, request: C, keep: Keep, known?: SpanContext): void;
}

/**
 * Starts the span of `request` under what is active, and writes the span into the headers. Where nothing is active and
 * the headers carry a trace, the span joins it; a span that does not record leaves such headers as they are.
 *
 * @param recipient where `options.outbound` is asked: nothing is written for one who is not told
 */
export function startClientSpan<C>(
  request: C,
  headers: HeaderAccess<C>,
  active: Context,
  name: string,
  source: AttributeSource,
  options: HttpOptions,
  recipient?: Recipient,
): Span {
  const { tracer, propagator } = options;
  const activeSpan = activeParent(active);
  const context =
    activeSpan === undefined ? carriedContext(active, propagator, request, headers.getter) : active;
  const carried = context !== active;
  const parent = carried ? trace.getSpanContext(context) : activeSpan;
  const span = tracer.startFrom(SpanKind.CLIENT, name, parent, context, source);
  if (recipient?.isTold === false) return span;
  if (span instanceof RecordingSpan)
    headers.inject(propagator, trace.setSpan(context, span), request, belongsToCaller, span.spanContext());
  else if (carried) headers.inject(propagator, context, request, keepAll);
  else headers.inject(propagator, trace.setSpan(context, span), request, belongsToCaller);
  if (recipient !== undefined) {
    const isOurs = span instanceof RecordingSpan || (!carried && isSpanContextValid(span.spanContext()));
    options.outbound?.complete(request, headers, recipient.method, recipient.target, isOurs);
  }
  return span;
}

/** The same of what is active, for a request that has no span. */
export function injectActive<C>(
  request: C,
  headers: HeaderAccess<C>,
  active: Context,
  { propagator, outbound }: HttpOptions,
  recipient: Recipient | undefined,
): void {
  if (recipient?.isTold === false) return;
  headers.inject(propagator, active, request, belongsToCaller);
  if (recipient === undefined) return;
  const isOurs = activeParent(active) !== undefined;
  outbound?.complete(request, headers, recipient.method, recipient.target, isOurs);
}

/** The source of attributes that are all there already, in an object that the span may keep. */
export function ready(attributes: Attributes): AttributeSource {
  return { ownAttributes: () => attributes, shared: undefined, alsoShared: undefined };
}

/** The span context in `context` if there is one and it is valid; a span of ours needs no check. */
function activeParent(context: Context): SpanContext | undefined {
  const span = trace.getSpan(context);
  if (span === undefined) return undefined;
  const spanContext = span.spanContext();
  return span instanceof RecordingSpan || isSpanContextValid(spanContext) ? spanContext : undefined;
}

/**
 * `context` with the trace that the request carries in its own `traceparent` and `tracestate`; `context` itself if they
 * are not there, not valid, or not what `propagator` writes, for then nobody would carry the trace on.
 */
function carriedContext<C>(
  context: Context,
  propagator: TextMapPropagator,
  request: C,
  getter: TextMapGetter<C>,
): Context {
  if (getter.get(request, TRACEPARENT) === undefined) return context;
  if (!propagator.fields().includes(TRACEPARENT)) return context;
  return traceContext.extract(context, request, getter);
}
