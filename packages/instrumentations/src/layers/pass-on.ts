/** What comes after a layer is not below it. */

import { type Context, context, trace } from '@opentelemetry/api';

/** Calls `next` in the context that there is by now, but for the layer's span. @param inside the one in which the layer runs */
export function passOn(
  parent: Context,
  inside: Context,
  next: (error?: unknown) => unknown,
  error: unknown,
): unknown {
  const active = context.active();
  const parentSpan = trace.getSpan(parent);
  if (parentSpan === undefined || trace.getSpan(active) === parentSpan) return next(error);
  const outside = active === inside ? parent : trace.setSpan(active, parentSpan);
  return context.with(outside, next, undefined, error);
}
