/** Trace and request id across what no instrumentation sees: queues in a store, rows of a table, files. */

import { type Context, context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Carrier, ContinueFrom } from './types.ts';

/** By the registered propagator, whoever registered it: without one the object is empty. */
export const carrier: Carrier = () => {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
};

/** From the root: what is active around a worker's loop is of whatever happened to start it. */
export const continueFrom: ContinueFrom = (from, run) => context.with(contextFrom(from), run);

/** What a store gives back may be anything, and propagators of others may throw: the job runs all the same. */
function contextFrom(from: unknown): Context {
  const isObject = typeof from === 'object' && from !== null;
  try {
    return propagation.extract(ROOT_CONTEXT, isObject ? from : {});
  } catch {
    return ROOT_CONTEXT;
  }
}
