/** Instrumentations that the application gave: wired to our providers as upstream's `registerInstrumentations` does. */

import type { Logging } from '../logging/logging.ts';
import type { Metering } from '../metrics/metering.ts';
import { report } from '../report.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import type { Instrumentation, StartOptions } from '../types.ts';

/** Returns what disables them again. One that throws costs a line and is left alone. */
export function enableInstrumentations(
  { instrumentations = [] }: StartOptions,
  tracing: LazyTracing,
  logging: Logging,
  { provider: meters }: Metering,
): () => void {
  const enabled = instrumentations.filter((instrumentation) =>
    attempt(instrumentation, () => {
      instrumentation.setTracerProvider(tracing.provider);
      if (meters !== undefined) instrumentation.setMeterProvider?.(meters);
      instrumentation.setLoggerProvider?.(logging.provider);
      // Those of upstream's base class were enabled when they were made, unless their options said no.
      if (instrumentation.getConfig?.().enabled !== true) instrumentation.enable();
    }),
  );
  return () => {
    for (const instrumentation of enabled) attempt(instrumentation, () => instrumentation.disable());
  };
}

function attempt({ instrumentationName }: Instrumentation, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    report(`${instrumentationName} could not be used: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}
