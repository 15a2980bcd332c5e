/** What an endpoint is called with. */

import type { TelemetryStore } from '../../store/telemetry-store.ts';

/** What answers are made of. */
export interface Answering {
  store: TelemetryStore;
  /** Where the viewer receives, once it does. */
  addresses: Addresses;
}

export interface Addresses {
  otlpHttp?: string;
  otlpGrpc?: string;
}

export interface Asked extends Answering {
  query: URLSearchParams;
  /** What stands in the path where the route has `:`, percent-decoded. */
  names: readonly string[];
  body?: Uint8Array | undefined;
}
