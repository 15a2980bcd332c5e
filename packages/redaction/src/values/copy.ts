/** Copies of values that are clean, for containers that are not: an exporter that changes its copy changes nobody else's. */

/** What stands where a value would contain itself. */
const CIRCULAR = '[Circular]';

/** Of a value that was walked before, so that neither its depth nor its size is to be feared. */
export function copyOf(value: unknown, holders: readonly object[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Not by `slice`: that of a Buffer shares its memory.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  const isArray = Array.isArray(value);
  if (!isArray && !isPlainObject(value) && tellsItself(value)) return value;
  if (holders.includes(value)) return CIRCULAR;
  const inside = [...holders, value];
  if (isArray) return value.map((item) => copyOf(item, inside));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    if (key !== '__proto__') copy[key] = copyOf((value as Record<string, unknown>)[key], inside);
  return copy;
}

/** By its prototype's own, as a value may come from another realm. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Of objects with a class, those that are more than their properties: dates, maps, what has words of its own for JSON. */
function tellsItself(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function' || Object.keys(value).length === 0;
}
