/** The attributes of an `exception` event (semantic conventions, "Exceptions in spans"). */
import type { Attributes } from '@opentelemetry/api';

/** Name of the event that stands for an exception. */
export const EXCEPTION_EVENT = 'exception';

/**
 * `exception.type` is the error's `code` if it has one, else its name: `ECONNREFUSED` says more than `Error`.
 * `undefined` for what says nothing at all. Errors are the app's objects: what their getters throw is not ours.
 */
export function exceptionAttributes(exception: unknown): Attributes | undefined {
  try {
    const attributes =
      typeof exception === 'string' ? { 'exception.message': exception } : ofError(exception);
    return attributes['exception.type'] || attributes['exception.message'] ? attributes : undefined;
  } catch {
    return undefined;
  }
}

function ofError(exception: unknown): Attributes {
  const attributes: Attributes = {};
  if (typeof exception !== 'object' || exception === null) return attributes;
  const { code, name, message, stack } = exception as Record<string, unknown>;
  if (code) attributes['exception.type'] = String(code);
  else if (name) attributes['exception.type'] = name;
  if (message) attributes['exception.message'] = message;
  if (stack) attributes['exception.stacktrace'] = stack;
  return attributes;
}
