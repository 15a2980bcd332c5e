/** Which service calls which, as both APIs tell it. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';
import { jaegerNames } from './service-name.ts';

export interface JaegerDependency {
  parent: string;
  child: string;
  callCount: number;
}

/** Between two points in time, neither of which counts. */
export async function jaegerDependencies(
  store: TelemetryStore,
  after: bigint,
  before: bigint,
): Promise<JaegerDependency[]> {
  const calls = await store.calls({ fromUnixNano: after + 1n, toUnixNano: before });
  const named = await jaegerNames(store);
  return calls.map((call) => ({
    parent: named(call.parent),
    child: named(call.child),
    callCount: call.callCount,
  }));
}
