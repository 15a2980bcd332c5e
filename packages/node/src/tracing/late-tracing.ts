/**
 * Tracing for those who take it while options are still to come: a configuration module, and what it imports. Until the
 * options are there nothing is made that would hold them: no spans are made, and nothing is propagated.
 */

import {
  type Context,
  type ContextManager,
  ProxyTracer,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import type { LateOptions } from '../options/late-options.ts';

/** The parts of tracing that others take. */
export interface TracingParts {
  readonly contextManager: ContextManager;
  readonly provider: TracerProvider;
  readonly propagator: TextMapPropagator;
}

/** The parts themselves where nothing is waited for. */
export function lateTracing(parts: TracingParts, options: LateOptions): TracingParts {
  if (options.complete) return parts;
  const { contextManager, provider, propagator } = parts;
  return {
    contextManager,
    provider: lateTracers(provider, options),
    propagator: latePropagator(propagator, options),
  };
}

function lateTracers(provider: TracerProvider, options: LateOptions): TracerProvider {
  return {
    getTracer(...of) {
      const real = () => (options.complete ? provider.getTracer(...of) : undefined);
      return real() ?? new ProxyTracer({ getDelegateTracer: real }, ...of);
    },
  };
}

function latePropagator(propagator: TextMapPropagator, options: LateOptions): TextMapPropagator {
  return {
    inject(context, carrier, setter) {
      if (options.complete) propagator.inject(context, carrier, setter);
    },
    extract: (context: Context, carrier, getter) =>
      options.complete ? propagator.extract(context, carrier, getter) : context,
    fields: () => (options.complete ? propagator.fields() : []),
  };
}
