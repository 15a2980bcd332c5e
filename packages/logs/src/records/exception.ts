/** Errors as the attributes that semantic conventions name for an exception. */
import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import { told } from './told.ts';

export const ATTR_EXCEPTION_TYPE = 'exception.type';
export const ATTR_EXCEPTION_MESSAGE = 'exception.message';
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace';

/** An error, or the `{type, message, stack}` that pino's serializer makes of one. */
export interface ErrorLike {
  type?: unknown;
  name?: unknown;
  message?: unknown;
  stack?: unknown;
}

/** How many causes of an error are told: its own, those of these, and the errors in an AggregateError. */
const MAX_CAUSES = 8;

/**
 * Adds `exception.*` for what the error has; what is not a string, or throws when it is read, is left out. Causes are behind the
 * stack, as pino prints them. Never throws.
 */
export function putException(attributes: Attributes, error: ErrorLike): void {
  const type = typeOf(error);
  const message = told(error, 'message');
  const stack = stackOf(error);
  if (typeof type === 'string') attributes[ATTR_EXCEPTION_TYPE] = type;
  if (typeof message === 'string') attributes[ATTR_EXCEPTION_MESSAGE] = message;
  if (typeof stack === 'string') attributes[ATTR_EXCEPTION_STACKTRACE] = stack;
}

/** The first Error among the values, from this realm or another. */
export function firstError(values: Iterable<unknown>): Error | undefined {
  for (const value of values) if (isError(value)) return value;
  return undefined;
}

export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false; // a proxy that refuses
  }
}

/**
 * What a serializer says is the `type`, else the error's name; a subclass that never set one is known by its class. The `type` of an
 * Error itself is a word of its library's: `entity.too.large`, `StripeCardError`.
 */
function typeOf(error: ErrorLike): unknown {
  const type = told(error, 'type');
  if (typeof type === 'string' && !isError(error)) return type;
  const name = told(error, 'name');
  if (name !== 'Error') return name;
  return (told(error, 'constructor') as { name?: unknown } | undefined)?.name ?? name;
}

function stackOf(error: ErrorLike): unknown {
  const stack = told(error, 'stack');
  if (typeof stack !== 'string' || !isError(error)) return stack;
  let text = stack;
  const seen = new Set<unknown>([error]);
  for (const each of seen) {
    for (const cause of causesOf(each as Error)) {
      const own = isError(cause) ? told(cause, 'stack') : undefined;
      if (typeof own !== 'string' || seen.has(cause) || seen.size > MAX_CAUSES) continue;
      seen.add(cause);
      // Some libraries have put it there themselves.
      if (!text.includes(own)) text += `\ncaused by: ${own}`;
    }
  }
  return text;
}

function causesOf(error: Error): unknown[] {
  const errors = told(error, 'errors');
  return [told(error, 'cause'), ...(Array.isArray(errors) ? errors.slice(0, MAX_CAUSES) : [])];
}
