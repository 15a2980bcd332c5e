/** What a carrier says under a header's name, whatever its getter returns or throws. */
import { diag, type TextMapGetter } from '@opentelemetry/api';

/**
 * The one value of a header; `undefined` where the header is not there, or cannot be read. What is no single text (two
 * headers, a number) is as good as a header with nothing in it: nobody can tell which one is right.
 */
export function carriedText<C>(carrier: C, getter: TextMapGetter<C>, name: string): string | undefined {
  const value = carried(carrier, getter, name);
  if (typeof value === 'string' || value === undefined || value === null) return value ?? undefined;
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : '';
}

/** All values of a header whose several ones are one list (RFC 9110, section 5.3), without what is no text. */
export function carriedList<C>(carrier: C, getter: TextMapGetter<C>, name: string): string | undefined {
  const value = carried(carrier, getter, name);
  if (Array.isArray(value)) return value.filter(isString).join(',');
  return isString(value) ? value : undefined;
}

/** A getter is the application's, or somebody's instrumentation, and extracting never throws. */
function carried<C>(carrier: C, getter: TextMapGetter<C>, name: string): unknown {
  try {
    return getter.get(carrier, name);
  } catch (error) {
    diag.warn(`The header ${name} of a carrier could not be read, and counts as absent`, error);
    return undefined;
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
