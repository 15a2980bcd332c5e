/** OpenTelemetry's globals: what the application's own copy of `@opentelemetry/api` finds. */

import { context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import type { Logging } from './logging/logging.ts';
import type { Metering } from './metrics/metering.ts';
import { API_KEY } from './other-tracers/api-copies.ts';
import { type ApiEntries, watchRegistrations } from './other-tracers/api-registrations.ts';
import { HandoverProvider } from './other-tracers/handover.ts';
import type { TracingParts } from './tracing/late-tracing.ts';

const scope = globalThis as { [API_KEY]?: ApiEntries };

/** True when an OpenTelemetry SDK traces this process already. */
export function hasTracerProvider(): boolean {
  return scope[API_KEY]?.['trace'] !== undefined;
}

/**
 * Registers all of them; throws with none of ours left. The returned function takes them back, and only ours.
 * @param onOther called when another SDK registers a tracer provider: its globals are in place then, and ours gone
 */
export function registerGlobals(
  tracing: TracingParts,
  logging: Logging,
  metering: Metering,
  onOther: (name: string) => void,
): () => void {
  const before = scope[API_KEY];
  // An object of another copy has a version that ours does not register with.
  delete scope[API_KEY];
  context.setGlobalContextManager(tracing.contextManager);
  const provider = new HandoverProvider(tracing.provider);
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(tracing.propagator);
  logs.setGlobalLoggerProvider(logging.provider);
  if (metering.provider !== undefined) metrics.setGlobalMeterProvider(metering.provider);
  const watch = watchRegistrations((name, theirs) => {
    provider.handOver(theirs);
    onOther(withWayOut(name));
  });
  if (before !== undefined) watch.keep(before);
  return () => watch.release();
}

/** Sentry 8 to 10 register an SDK also where they only report errors. */
function withWayOut(name: string): string {
  const isSentry = name.startsWith('@sentry/');
  return isSentry ? `${name}, whose init() has no skipOpenTelemetrySetup: true,` : name;
}
