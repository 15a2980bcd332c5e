/** Names in the store, which keeps their case, for names of Zipkin's, which are in lower case. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';

/** What the store calls services without a name, and some SDKs call themselves. */
const UNKNOWN = 'unknown_service';

/** Services as Zipkin knows them: one without a name is none. Sorted. */
export async function serviceNames(store: TelemetryStore): Promise<string[]> {
  const names = await store.services('traces');
  const known =
    names.includes(UNKNOWN) && (await isNamed(store)) ? names : names.filter((name) => name !== UNKNOWN);
  return [...new Set(known.map((name) => name.toLowerCase()))].sort();
}

async function isNamed(store: TelemetryStore): Promise<boolean> {
  const attributes = [{ key: 'service.name', operator: '=', value: UNKNOWN } as const];
  return (await store.searchTraces({ service: UNKNOWN, attributes, limit: 1 })).traces.length > 0;
}

/** Those of the store that Zipkin would call `name`. */
export async function storeServices(store: TelemetryStore, name: string): Promise<string[]> {
  const names = await store.services('traces');
  return names.filter((each) => each.toLowerCase() === name.toLowerCase());
}

/** Names of a service's spans. */
export async function spanNames(store: TelemetryStore, service: string): Promise<string[]> {
  const services = await storeServices(store, service);
  const operations = await Promise.all(services.map((each) => store.operations(each)));
  const names = operations.flat().map(({ name }) => name.toLowerCase());
  return [...new Set(names)].filter((name) => name !== '').sort();
}

/** Names of operations, as the store has them, that Zipkin would call `name`. @param service of all services without it */
export async function storeOperations(
  store: TelemetryStore,
  service: string | undefined,
  name: string,
): Promise<string[]> {
  const operations = await store.operations(service);
  return [...new Set(operations.map((each) => each.name))].filter((each) => each.toLowerCase() === name);
}
