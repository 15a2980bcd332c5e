/** The one value of a header of a carrier. */
import type { TextMapGetter } from '@opentelemetry/api';

/**
 * `undefined` where the header is not there. What is no single text (two headers, a number) is as good as a header
 * with nothing in it: nobody can tell which one is right.
 */
export function carriedText<C>(carrier: C, getter: TextMapGetter<C>, name: string): string | undefined {
  const value: unknown = getter.get(carrier, name);
  if (value === undefined || value === null) return undefined;
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : '';
}
