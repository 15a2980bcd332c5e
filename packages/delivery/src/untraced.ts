/** Deliveries must not be traced: each would make a span, whose delivery would make a span. */

import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

const SUPPRESSED = suppressTracing(ROOT_CONTEXT);

/**
 * Runs `fn` outside of whatever request is being served, with tracing suppressed. Everything that it starts
 * (sockets, timers, promises) inherits that, so no request's context is kept alive by a delivery.
 */
export function untraced<T>(fn: () => T): T {
  return context.with(SUPPRESSED, fn);
}
