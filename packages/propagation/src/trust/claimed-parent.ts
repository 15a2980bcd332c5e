/**
 * What is left of a trace that nobody vouches for: its parent's ids, under a key of their own, from which the span that begins
 * here takes a Link. The span is the first of a new trace, and the claim has no say in its sampling.
 */
import {
  type Context,
  context as contextApi,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';

/** The same for every copy of this package in a process. */
const CLAIMED_PARENT_KEY: symbol = Symbol.for('waymark.claimed-parent.v1');

/**
 * In place of `propagator.extract`, for a carrier that is not trusted: `context`, and the parent that the carrier claims. No
 * baggage, no tracestate, no request id, and nothing else that propagators store.
 */
export function extractClaim<C>(
  propagator: TextMapPropagator,
  context: Context,
  carrier: C,
  getter: TextMapGetter<C>,
): Context {
  const before = trace.getSpanContext(context);
  const claimed = trace.getSpanContext(propagator.extract(context, carrier, getter));
  if (claimed === undefined || claimed === before) return context;
  const { traceId, spanId, traceFlags } = claimed;
  const known: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
  return context.setValue(CLAIMED_PARENT_KEY, known);
}

/** The parent that was claimed, if one was; what another copy of this package, or the app, stored there is looked at again. */
export function claimedParent(context: Context): SpanContext | undefined {
  return context.getValue(CLAIMED_PARENT_KEY) as SpanContext | undefined;
}

/** Whether the parent in `extracted` is the one that the request claims which is served in the active context. */
export function isClaimed(extracted: Context): boolean {
  const claimed = claimedParent(contextApi.active());
  if (claimed === undefined) return false;
  const parent = trace.getSpanContext(extracted);
  return parent?.spanId === claimed.spanId && parent.traceId === claimed.traceId;
}
