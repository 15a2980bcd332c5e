import { NaiveStore } from '../oracle/naive-store.ts';
import type { TelemetryStore } from '../telemetry-store.ts';
import type { StoreOptions } from './messages.ts';

export async function openStoreHere(_options: StoreOptions): Promise<TelemetryStore> {
  return new NaiveStore();
}
