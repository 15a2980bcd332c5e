/** W3C Trace Context, levels 1 and 2: `traceparent` and `tracestate`. */
import {
  type Context,
  isSpanContextValid,
  type SpanContext,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { carriedList, carriedText } from '../carried-text.ts';
import type { KnownSpanPropagator } from '../known-span.ts';
import { isSuppressed } from '../suppression.ts';
import { legalTracestate, parseTracestate, receivedTracestate } from './trace-state.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

export class TraceContextPropagator implements KnownSpanPropagator {
  readonly checkedInject = TraceContextPropagator.prototype.inject;

  /** The context with a remote parent; unchanged if the carrier brought no valid one, or two, of which nobody knows the right one. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    const header = carriedText(carrier, getter, TRACEPARENT);
    const parent = header === undefined ? undefined : parseTraceparent(header);
    if (parent === undefined) return context;
    const list = carriedList(carrier, getter, TRACESTATE);
    const state = list === undefined ? undefined : parseTracestate(list);
    if (state !== undefined) parent.traceState = state;
    return trace.setSpanContext(context, parent);
  }

  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    const spanContext = trace.getSpanContext(context);
    if (spanContext === undefined || isSuppressed(context) || !isSpanContextValid(spanContext)) return;
    // An application's own ids may be in capitals, which the API takes for valid, and W3C does not.
    setter.set(carrier, TRACEPARENT, formatTraceparent(spanContext).toLowerCase());
    this.injectState(spanContext, carrier, setter);
  }

  injectKnown<C>(_context: Context, spanContext: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    setter.set(carrier, TRACEPARENT, formatTraceparent(spanContext));
    this.injectState(spanContext, carrier, setter);
  }

  fields(): string[] {
    return [TRACEPARENT, TRACESTATE];
  }

  private injectState<C>({ traceState, isRemote }: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    if (traceState === undefined) return;
    // Section 3.4: who passes on the caller's own `traceparent` changes nothing of its state.
    const state = isRemote === true ? receivedTracestate(traceState) : legalTracestate(traceState);
    if (state !== '') setter.set(carrier, TRACESTATE, state);
  }
}
