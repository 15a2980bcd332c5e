/** A span of the application's own in one line. */

import {
  type Attributes,
  type Context,
  context,
  type Exception,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { RunInSpan } from './types.ts';

/** Calls `run` itself, wherever it can: V8 keeps ten frames of a stack, and each of ours is one less of the application's. */
export const span: RunInSpan = <T>(
  name: string,
  ...rest: [(span: Span) => T] | [Attributes, (span: Span) => T]
): T => {
  const [attributes, run] = rest.length === 1 ? [undefined, rest[0]] : rest;
  // Asked for each time: Waymark may start after this module was loaded, or hand over to another SDK.
  const tracer = trace.getTracer('@waymark/node');
  const started = tracer.startSpan(name, attributes === undefined ? {} : { attributes });
  const active = trace.setSpan(context.active(), started);
  const token = context.attach(active);
  try {
    const result = isEntered(active) ? run(started) : context.with(active, run, undefined, started);
    // While the span is active still: a query builder begins when it is waited for.
    return ended(started, result);
  } catch (error) {
    fail(started, error);
    throw error;
  } finally {
    token.dispose();
  }
};

/** False if only `with` makes contexts active, as in managers older than `attach`; where nothing does, there is nothing to enter. */
function isEntered(active: Context): boolean {
  if (context.active() === active) return true;
  return context.with(active, () => context.active()) !== active;
}

/** Ends the span now, or when the promise is settled. */
function ended<T>(started: Span, result: T): T {
  if (!isThenable(result)) {
    started.end();
    return result;
  }
  const done = Promise.resolve(result).then(
    (value) => {
      started.end();
      return value;
    },
    (error) => {
      fail(started, error);
      throw error;
    },
  );
  return done as T;
}

function fail(started: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  started.recordException(error instanceof Error ? (error as Exception) : message);
  started.setStatus({ code: SpanStatusCode.ERROR, message });
  started.end();
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
