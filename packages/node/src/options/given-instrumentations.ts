/** Instrumentations that the application gave: wired to our providers as upstream's `registerInstrumentations` does. */

import { INSTRUMENTATIONS } from '../config/instrumentation-names.ts';
import { type InstrumentationsConfig, isInstrumentationOn } from '../config/instrumentations-config.ts';
import type { Logging } from '../logging/logging.ts';
import type { Metering } from '../metrics/metering.ts';
import { isMainProcess, messageOf, report } from '../report.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import type { Instrumentation } from '../types.ts';
import type { LateOptions } from './late-options.ts';

/**
 * Returns what disables them again. One that throws costs a line and is left alone; of what runs anyway a second one is
 * left out, since each operation would have two spans.
 */
export function enableInstrumentations(
  { values, instrumentations: options }: LateOptions,
  config: InstrumentationsConfig,
  tracing: LazyTracing,
  logging: Logging,
  { provider: meters }: Metering,
): () => void {
  const isOn = (name: string) => isInstrumentationOn({ ...config, options }, name);
  const { more, second } = bySecond(values.instrumentations ?? [], isOn);
  leaveOut(second);
  const enabled = more.filter((instrumentation) =>
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

const UPSTREAM = '@opentelemetry/instrumentation-';

/** Those of which a part of ours runs, or upstream's as we load it. */
function bySecond(given: readonly Instrumentation[], isOn: (name: string) => boolean) {
  const isSecond = (instrumentation: Instrumentation) => {
    const name = nameOf(instrumentation);
    return INSTRUMENTATIONS.some((known) => known === name) && isOn(name);
  };
  return { more: given.filter((each) => !isSecond(each)), second: given.filter(isSecond) };
}

/** Disabled, since those of upstream's base class work from their constructor on. */
function leaveOut(second: readonly Instrumentation[]): void {
  if (second.length === 0) return;
  for (const instrumentation of second) attempt(instrumentation, () => instrumentation.disable());
  if (!isMainProcess()) return;
  const names = second.map(nameOf);
  report(
    `of the instrumentations given, ${names.join(', ')} left out, since Waymark has its own: give options as instrumentationOptions { ${JSON.stringify(names[0])}: { ... } }, where enabled: false leaves the work to yours`,
  );
}

function nameOf({ instrumentationName }: Instrumentation): string {
  const name = String(instrumentationName);
  return name.startsWith(UPSTREAM) ? name.slice(UPSTREAM.length) : '';
}

function attempt({ instrumentationName }: Instrumentation, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    report(`${instrumentationName} could not be used: ${messageOf(error)}`);
    return false;
  }
}
