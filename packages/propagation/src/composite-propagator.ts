/** Several propagators as one. */
import {
  type Context,
  diag,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';

/** They run in their order; where one throws, the others still run, and a diagnostic says so. */
export class CompositePropagator implements TextMapPropagator {
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

  fields(): string[] {
    return [...new Set(this.propagators.flatMap((propagator) => propagator.fields()))];
  }
}

function warn(action: string, propagator: TextMapPropagator, error: unknown): void {
  diag.warn(`${propagator.constructor?.name} could not ${action} a carrier`, error);
}
