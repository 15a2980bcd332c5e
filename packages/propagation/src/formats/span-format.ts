/** What the formats have in common: a caller is read from headers, and a span is written into them. */
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
import { type Caller, withCaller } from './sampling.ts';

export abstract class SpanFormat implements KnownSpanPropagator {
  readonly checkedInject = SpanFormat.prototype.inject;

  /** The context with the caller; unchanged if the carrier brought none, or one that breaks a rule. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    const caller = this.read(carrier, getter);
    return caller === undefined ? context : withCaller(context, caller);
  }

  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || isSuppressed(context) || !isSpanContextValid(span)) return;
    this.injectKnown(context, span, carrier, setter);
  }

  abstract injectKnown<C>(context: Context, span: SpanContext, carrier: C, setter: TextMapSetter<C>): void;

  abstract fields(): string[];

  /** Never throws, and looks at lengths first. */
  protected abstract read<C>(carrier: C, getter: TextMapGetter<C>): Caller | undefined;
}
