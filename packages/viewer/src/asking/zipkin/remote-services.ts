/** Whom a service calls, for those who type. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';
import type { Turns } from '../../store/turns.ts';
import { shownTraces } from './found-traces.ts';
import { storeServices } from './store-names.ts';

/** In how many traces is looked, the newest ones: the store has no list of them. */
const TRACES = 500;

/** Names of what the spans of a service talked to. Sorted. */
export async function remoteServiceNames(
  store: TelemetryStore,
  name: string,
  turns: Turns,
): Promise<string[]> {
  const services = await storeServices(store, name);
  const sources = services.map((service) => ({ condition: { service, attributes: [] }, most: TRACES }));
  const always = { fromUnixNano: 0n, toUnixNano: 2n ** 63n };
  const names = new Set<string>();
  for await (const trace of shownTraces(store, sources, always, turns)) {
    for (const { localEndpoint, remoteEndpoint } of trace)
      if (localEndpoint?.serviceName === name.toLowerCase() && remoteEndpoint?.serviceName)
        names.add(remoteEndpoint.serviceName);
  }
  return [...names].sort();
}
