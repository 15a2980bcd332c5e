/** The ids that tie a line to the request it was written in. */
import { type Context, isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api';
import { requestIdOf } from '@waymark/propagation';

export interface Correlation {
  traceId?: string;
  spanId?: string;
  requestId?: string;
  /** Whether the trace is said to be sampled. */
  isSampled?: boolean;
}

// A request often writes several lines in a row: the ids of the context that was asked for last. It is held until the
// next line, one context at most: a WeakRef would cost 100 ns for each context and 25 ns for each line that is found.
let lastContext: Context | undefined;
let lastRequestIds = false;
let last: Correlation | undefined;

/**
 * Ids of the context, or undefined when it belongs to no request: then a line stays as it is. A context can have a
 * request id and no span (tracing off, or an inbound header that was extracted before any span began).
 */
export function correlationOf(ctx: Context, requestIds: boolean): Correlation | undefined {
  if (ctx === lastContext && requestIds === lastRequestIds) return last;
  last = read(ctx, requestIds);
  lastContext = ctx;
  lastRequestIds = requestIds;
  return last;
}

function read(ctx: Context, requestIds: boolean): Correlation | undefined {
  const span = trace.getSpanContext(ctx);
  if (span !== undefined && isSpanContextValid(span)) {
    const { traceId, spanId } = span;
    const isSampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
    return { traceId, spanId, requestId: requestIds ? requestIdOf(ctx, traceId) : undefined, isSampled };
  }
  const requestId = requestIds ? requestIdOf(ctx) : undefined;
  return requestId === undefined ? undefined : { requestId };
}
