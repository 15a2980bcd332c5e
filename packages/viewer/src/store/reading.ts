/** Questions to a store from another thread. */

import type { TelemetryStore } from './telemetry-store.ts';

/** Methods whose arguments and results can be sent to another thread as they are. */
export type ReadingMethod =
  | 'spansOf'
  | 'summaryOf'
  | 'searchTraces'
  | 'find'
  | 'searchLogs'
  | 'logOf'
  | 'logsOf'
  | 'services'
  | 'operations'
  | 'attributeKeys'
  | 'attributeValues'
  | 'calls'
  | 'status';

/** Calls one of them. Rejects with what the store threw. */
export type CallStore = <M extends ReadingMethod>(
  method: M,
  ...args: Parameters<TelemetryStore[M]>
) => Promise<Awaited<ReturnType<TelemetryStore[M]>>>;

/** Calls a store that is in this thread. */
export function callerOf(store: TelemetryStore): CallStore {
  return async (method, ...args) => {
    const called = store[method] as (...args: unknown[]) => never;
    return called.apply(store, args);
  };
}
