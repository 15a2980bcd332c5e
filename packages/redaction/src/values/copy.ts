/** Copies of values that are clean, for containers that are not: an exporter that changes its copy changes nobody else's. */

/** What stands where a value would contain itself. */
export const CIRCULAR = '[Circular]';

/** Of a value that was walked before, so that neither its depth nor its size is to be feared. */
export function copyOf(value: unknown, holders: readonly object[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return value.slice();
  const isArray = Array.isArray(value);
  // Dates and other objects with a class are values of their own.
  if (!isArray && !isPlain(value)) return value;
  if (holders.includes(value)) return CIRCULAR;
  const inside = [...holders, value];
  if (isArray) return value.map((item) => copyOf(item, inside));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    if (key !== '__proto__') copy[key] = copyOf((value as Record<string, unknown>)[key], inside);
  return copy;
}

/** By its prototype's own, as a value may come from another realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
