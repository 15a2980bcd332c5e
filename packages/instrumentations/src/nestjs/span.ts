/** A call with a span around it. */

import { type Attributes, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Nest } from './shapes.ts';

/**
 * Calls `fn` below a new span, and returns the very result. The span of a promise ends when it is settled. Anything else
 * ends it now: what an Observable or a query builder does later is begun by who subscribes to it or awaits it.
 */
export function withSpan<T>(
  { tracer, version, stopped }: Nest,
  name: string,
  type: string,
  attributes: Attributes,
  fn: () => T,
): T {
  if (stopped?.()) return fn();
  const span = tracer.startSpan(name, {
    attributes: {
      component: '@nestjs/core',
      'nestjs.version': version,
      'nestjs.type': type,
      ...attributes,
    },
  });
  let result: T;
  try {
    result = context.with(trace.setSpan(context.active(), span), fn);
  } catch (error) {
    fail(span, error);
    throw error;
  }
  if (result instanceof Promise) {
    result.then(
      () => span.end(),
      (error) => fail(span, error),
    );
  } else span.end();
  return result;
}

function fail(span: Span, error: unknown): void {
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error | undefined)?.message });
  span.end();
}
