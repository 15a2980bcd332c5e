/** OpenTelemetry's globals: what the application's own copy of `@opentelemetry/api` finds. */

import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { makeApiVersionWritable } from './api-copies.ts';
import type { LazyTracing } from './lazy-tracing.ts';
import type { Logging } from './logging.ts';
import type { Metering } from './metrics/metering.ts';

/** Registers all of them, or throws with none of ours left. The returned function takes them back. */
export function registerGlobals(tracing: LazyTracing, logging: Logging, { provider }: Metering): () => void {
  const undo: (() => void)[] = [];
  const register = (done: boolean, takeBack: () => void) => {
    if (done) undo.push(takeBack);
    else throw new Error('another OpenTelemetry SDK has registered itself in this process');
  };
  try {
    register(context.setGlobalContextManager(tracing.contextManager), () => context.disable());
    register(trace.setGlobalTracerProvider(tracing.provider), () => trace.disable());
    register(propagation.setGlobalPropagator(tracing.propagator), () => propagation.disable());
    logs.setGlobalLoggerProvider(logging.provider);
    undo.push(() => logs.disable());
    // One that the application has registered measures on: metrics have no parents that could be torn apart.
    if (provider !== undefined && metrics.setGlobalMeterProvider(provider))
      undo.push(() => metrics.disable());
    makeApiVersionWritable();
  } catch (error) {
    for (const step of undo) step();
    throw error;
  }
  return () => {
    for (const step of undo) step();
  };
}
