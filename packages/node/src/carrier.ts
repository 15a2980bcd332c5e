/** Trace and request id across what no instrumentation sees: queues in a store, rows of a table, files. */

import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Carrier, ContinueFrom } from './types.ts';

/** By the registered propagator, whoever registered it: without one the object is empty. */
export const carrier: Carrier = () => {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
};

/** From the root: what is active around a worker's loop is of whatever happened to start it. */
export const continueFrom: ContinueFrom = (from, run) =>
  context.with(propagation.extract(ROOT_CONTEXT, isObject(from) ? from : {}), run);

/** What a store gives back may be anything. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
