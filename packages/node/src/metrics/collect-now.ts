/**
 * What the metrics SDK has measured, at once. Its own `collect` is asynchronous, for the callbacks of observable
 * instruments; when a process ends there is no later any more. Those instruments then show what they last did.
 */

import type { HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { MeterProvider, MetricData, MetricProducer, ScopeMetrics } from '@opentelemetry/sdk-metrics';

/** The private state of sdk-metrics 3.1.1 behind `MetricCollector.collect`. It is bundled: no other version can come. */
interface State {
  readonly _sharedState: { readonly meterSharedStates: ReadonlyMap<string, MeterState> };
}

interface MeterState {
  readonly _instrumentationScope: ScopeMetrics['scope'];
  readonly metricStorageRegistry: { getStorages(collector: MetricProducer): readonly Storage[] };
}

interface Storage {
  collect(collector: MetricProducer, time: HrTime): MetricData | undefined;
}

/** @param collector what the SDK gave the reader as its producer */
export function collectNow(provider: MeterProvider, collector: MetricProducer): ScopeMetrics[] {
  const now = millisToHrTime(Date.now());
  const { meterSharedStates } = (provider as unknown as State)._sharedState;
  return [...meterSharedStates.values()].flatMap((meter) => {
    const storages = meter.metricStorageRegistry.getStorages(collector);
    const metrics = storages.flatMap((storage) => storage.collect(collector, now) ?? []);
    return metrics.length > 0 ? [{ scope: meter._instrumentationScope, metrics }] : [];
  });
}
