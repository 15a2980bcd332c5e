/** W3C Trace Context, levels 1 and 2: `traceparent` and `tracestate`. */
import {
  type Context,
  isSpanContextValid,
  type SpanContext,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import type { KnownSpanPropagator } from '../known-span.ts';
import { isSuppressed } from '../suppression.ts';
import { legalTracestate, parseTracestate, type W3CTraceState } from './trace-state.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

export class TraceContextPropagator implements KnownSpanPropagator {
  readonly checkedInject = TraceContextPropagator.prototype.inject;

  /** The context with a remote parent; unchanged if the carrier brought no valid one. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    const header = single(getter.get(carrier, TRACEPARENT));
    const parent = header === undefined ? undefined : parseTraceparent(header);
    if (parent === undefined) return context;
    const state = parsedTracestate(getter.get(carrier, TRACESTATE));
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

  private injectState<C>(spanContext: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    if (spanContext.traceState === undefined) return;
    const state = legalTracestate(spanContext.traceState);
    if (state !== '') setter.set(carrier, TRACESTATE, state);
  }
}

/** Two `traceparent` headers are as good as none: nobody can tell which one is right. */
function single(value: unknown): string | undefined {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : undefined;
}

/** Several `tracestate` headers are one list (section 3.3). */
function parsedTracestate(value: unknown): W3CTraceState | undefined {
  if (typeof value === 'string') return parseTracestate(value);
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isList ? parseTracestate(value.join(',')) : undefined;
}
