/** What an endpoint is called with. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';

export interface Asked {
  store: TelemetryStore;
  query: URLSearchParams;
  /** What stands in the path where the route has `:name`, percent-decoded. */
  names: readonly string[];
  body?: Uint8Array | undefined;
}
