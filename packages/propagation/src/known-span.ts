/**
 * A short way into headers, for clients that have just made the span themselves: nobody checks again what they know.
 */
import type { Context, SpanContext, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';

/** A propagator that can do without the checks. */
export interface KnownSpanPropagator extends TextMapPropagator {
  /** The `inject` that `injectKnown` stands for. An app's class may inherit `injectKnown` and have another `inject`. */
  readonly checkedInject: TextMapPropagator['inject'];
  /**
   * As `inject`, where the caller vouches that `spanContext` is that of `context` and valid, that tracing is not suppressed,
   * and that the setter leaves alone what the application has set itself, if that is to stay.
   */
  injectKnown<C>(context: Context, spanContext: SpanContext, carrier: C, setter: TextMapSetter<C>): void;
}

/** `inject` without the checks as far as `propagator` has that way, and an `inject` that does the same; else `inject`. */
export function injectKnown<C>(
  propagator: TextMapPropagator,
  context: Context,
  spanContext: SpanContext,
  carrier: C,
  setter: TextMapSetter<C>,
): void {
  if (canKnow(propagator)) propagator.injectKnown(context, spanContext, carrier, setter);
  else propagator.inject(context, carrier, setter);
}

function canKnow(propagator: TextMapPropagator): propagator is KnownSpanPropagator {
  return propagator.inject === (propagator as Partial<KnownSpanPropagator>).checkedInject;
}
