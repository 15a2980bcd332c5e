/** Deep values as JSON prints them, without printing and reading them. */

const MAX_DEPTH = 4;
const MAX_ENTRIES = 64;

const { getPrototypeOf, hasOwn, prototype: OBJECT } = Object;
const { isArray, prototype: ARRAY } = Array;

/**
 * A copy of an object or array that JSON prints as it is: plain data all the way down, a few levels deep and not large.
 * Undefined for anything else: for what has a `toJSON`, is of a class, holds a number that is none, or itself.
 */
export function printedCopy(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return undefined;
  const prototype = getPrototypeOf(value);
  if (isArray(value)) return prototype === ARRAY ? copyOfArray(value, depth) : undefined;
  return prototype === OBJECT || prototype === null ? copyOfObject(value, depth) : undefined;
}

function copyOfArray(values: readonly unknown[], depth: number): unknown[] | undefined {
  if (values.length > MAX_ENTRIES) return undefined;
  const copy: unknown[] = [];
  for (const value of values) {
    const printed = isPrinted(value) ? value : printedCopy(value, depth + 1);
    if (printed === undefined) return undefined;
    copy.push(printed);
  }
  return copy;
}

function copyOfObject(object: object, depth: number): Record<string, unknown> | undefined {
  const copy: Record<string, unknown> = {};
  let count = 0;
  for (const key in object) {
    if (!hasOwn(object, key)) continue;
    const value = (object as Record<string, unknown>)[key];
    if (key === 'toJSON' || key === '__proto__' || ++count > MAX_ENTRIES) return undefined;
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
    const printed = isPrinted(value) ? value : printedCopy(value, depth + 1);
    if (printed === undefined) return undefined;
    copy[key] = printed;
  }
  return copy;
}

/** True for a value that JSON prints as itself. */
function isPrinted(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value);
}
