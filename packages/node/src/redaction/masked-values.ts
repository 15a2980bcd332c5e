/** The shape of what is sent to a database, with `?` for each value: for serializers that people write. */

/** Deeper than any document that a database takes. */
const DEEPEST = 100;

/** A copy: objects and arrays stay, whatever is in them is `?`. What is no plain object (a date, an id, bytes) is a value. */
export function maskedValues(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return '?';
  if (Array.isArray(value)) return value.map((item) => maskedValues(item, depth + 1));
  if (!isPlainObject(value)) return value === undefined ? undefined : '?';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskedValues(item, depth + 1)]));
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
