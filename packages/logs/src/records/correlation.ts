/** The ids that tie a line to the request it was written in. */
import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { requestIdOf } from '@waymark/propagation';
import type { LogFields } from '../options.ts';

export interface Correlation {
  traceId?: string;
  spanId?: string;
  requestId?: string;
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
    return { traceId, spanId, requestId: requestIds ? requestIdOf(ctx, traceId) : undefined };
  }
  const requestId = requestIds ? requestIdOf(ctx) : undefined;
  return requestId === undefined ? undefined : { requestId };
}

/** Name and id, in the order in which lines print them. */
export function correlationFields(c: Correlation, names: LogFields): [name: string, id: string][] {
  const fields: [string, string][] = [];
  if (c.traceId !== undefined) fields.push([names.traceId, c.traceId]);
  if (c.spanId !== undefined) fields.push([names.spanId, c.spanId]);
  if (c.requestId !== undefined) fields.push([names.requestId, c.requestId]);
  return fields;
}
