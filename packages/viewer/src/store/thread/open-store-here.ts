import { openBlockStore } from '../block-store.ts';
import type { TelemetryStore } from '../telemetry-store.ts';
import type { StoreOptions } from './messages.ts';

export function openStoreHere(options: StoreOptions): Promise<TelemetryStore> {
  return openBlockStore(options);
}
