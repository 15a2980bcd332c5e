/** Several propagators as one. */
import {
  type Context,
  diag,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { injectKnown, type KnownSpanPropagator } from './known-span.ts';

/** They run in their order; where one throws, the others still run, and a diagnostic says so. */
export class CompositePropagator implements KnownSpanPropagator {
  readonly checkedInject = CompositePropagator.prototype.inject;
  private readonly propagators: readonly TextMapPropagator[];

  constructor(propagators: readonly TextMapPropagator[]) {
    this.propagators = [...propagators];
  }

  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    let extracted = context;
    for (const propagator of this.propagators) {
      try {
        extracted = propagator.extract(extracted, carrier, getter);
      } catch (error) {
        warn('extract from', propagator, error);
      }
    }
    return extracted;
  }

  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    for (const propagator of this.propagators) {
      try {
        propagator.inject(context, carrier, setter);
      } catch (error) {
        warn('inject into', propagator, error);
      }
    }
  }

  injectKnown<C>(context: Context, spanContext: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    for (const propagator of this.propagators) {
      try {
        injectKnown(propagator, context, spanContext, carrier, setter);
      } catch (error) {
        warn('inject into', propagator, error);
      }
    }
  }

  fields(): string[] {
    return [...new Set(this.propagators.flatMap((propagator) => propagator.fields()))];
  }
}

function warn(action: string, propagator: TextMapPropagator, error: unknown): void {
  diag.warn(`${propagator.constructor?.name} could not ${action} a carrier`, error);
}
