/** OpenTelemetry's globals: what the application's own copy of `@opentelemetry/api` finds. */

import { context, logs, propagation, trace } from '@opentelemetry/api';
import { makeApiVersionWritable } from './api-copies.ts';
import type { LazyTracing } from './lazy-tracing.ts';
import type { Logging } from './logging.ts';

/** Registers all of them, or throws with none of ours left. The returned function takes them back. */
export function registerGlobals(tracing: LazyTracing, logging: Logging): () => void {
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
    makeApiVersionWritable();
  } catch (error) {
    for (const step of undo) step();
    throw error;
  }
  return () => {
    for (const step of undo) step();
  };
}
