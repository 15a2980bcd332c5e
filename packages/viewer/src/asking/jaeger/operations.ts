/** Operations of a service by the kinds' names. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';
import { storeServiceName } from './service-name.ts';

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

export interface JaegerOperation {
  name: string;
  /** Empty for a span without one. */
  spanKind: string;
}

/** Sorted by name. @param kind only those of this kind; empty for all */
export async function jaegerOperations(
  store: TelemetryStore,
  service: string,
  kind: string,
): Promise<JaegerOperation[]> {
  if (service === '') return [];
  const all = await store.operations(storeServiceName(service));
  const named = all.map((each) => ({ name: each.name, spanKind: KINDS[each.kind] ?? '' }));
  return named.filter(({ spanKind }) => kind === '' || kind === spanKind);
}
