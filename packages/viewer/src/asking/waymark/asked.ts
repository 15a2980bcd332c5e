/** What an endpoint is called with. */

import type { StoredSpan, TelemetryStore } from '../../store/telemetry-store.ts';

/** What answers are made of. */
export interface Answering {
  store: TelemetryStore;
  /** Spans that still run; none where nobody announces any. */
  pending?: PendingSource;
}

/** Spans that were announced when they began. They are forgotten when nothing is heard of them. */
export interface PendingSource {
  /** Raised by each change. */
  readonly version?: number;
  /** Traces that have such spans. */
  traceIds(): Iterable<string>;
  /** Those of one trace; some may have ended and be in the store by now. */
  spansOf(traceId: string): readonly StoredSpan[];
}

export interface Asked extends Answering {
  query: URLSearchParams;
  /** What stands in the path where the route has `:`, percent-decoded. */
  names: readonly string[];
  body?: Uint8Array | undefined;
}
