/** Errors as the attributes that semantic conventions name for an exception. */
import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';

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

/** Adds `exception.*` for what the error has; what is not a string is left out. */
export function putException(attributes: Attributes, error: ErrorLike): void {
  const type = typeOf(error);
  if (typeof type === 'string') attributes[ATTR_EXCEPTION_TYPE] = type;
  if (typeof error.message === 'string') attributes[ATTR_EXCEPTION_MESSAGE] = error.message;
  if (typeof error.stack === 'string') attributes[ATTR_EXCEPTION_STACKTRACE] = error.stack;
}

/** The first Error among the values, from this realm or another. */
export function firstError(values: Iterable<unknown>): Error | undefined {
  for (const value of values) if (isError(value)) return value;
  return undefined;
}

export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** pino's `type`, else the error's name; a subclass that never set one is known by its class. */
function typeOf(error: ErrorLike): unknown {
  if (typeof error.type === 'string') return error.type;
  return error.name === 'Error' ? (error.constructor?.name ?? error.name) : error.name;
}
