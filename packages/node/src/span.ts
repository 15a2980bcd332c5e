/** A span of the application's own in one line. */

import { type Attributes, type Exception, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type { RunInSpan } from './types.ts';

export const span: RunInSpan = <T>(
  name: string,
  ...rest: [(span: Span) => T] | [Attributes, (span: Span) => T]
): T => {
  const [attributes, run] = rest.length === 1 ? [undefined, rest[0]] : rest;
  // Asked for each time: Waymark may start after this module was loaded, or hand over to another SDK.
  const tracer = trace.getTracer('@waymark/node');
  return tracer.startActiveSpan(name, attributes === undefined ? {} : { attributes }, (started) =>
    ended(started, () => run(started)),
  );
};

/** Ends the span with what `run` returns or throws, at once or later. */
function ended<T>(started: Span, run: () => T): T {
  try {
    const result = run();
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
  } catch (error) {
    fail(started, error);
    throw error;
  }
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
