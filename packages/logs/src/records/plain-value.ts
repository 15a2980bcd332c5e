/** Values of the app as plain data for a record, without running code of the app's but getters (no toJSON, no inspect). */
import { told } from './told.ts';

const MAX_DEPTH = 4;
const MAX_ENTRIES = 64;

/** True for what a record can hold as it is. */
export function isPrimitive(value: unknown): value is string | number | boolean | null {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

/**
 * A bounded plain copy: own enumerable properties, 4 levels deep, 64 entries a level; dates as ISO text, errors as
 * type and message. Undefined for what has no plain form (functions, symbols); a getter that throws is left out.
 */
export function plainValue(value: unknown, depth = 0): unknown {
  if (isPrimitive(value)) return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return undefined;
  const object = value as object;
  if (object instanceof Date) return Number.isNaN(object.getTime()) ? 'Invalid Date' : object.toISOString();
  if (object instanceof Error) return { type: object.name, message: object.message };
  if (ArrayBuffer.isView(object)) return `[${object.byteLength} bytes]`;
  if (depth === MAX_DEPTH) return Array.isArray(object) ? '[Array]' : '[Object]';
  if (Array.isArray(object)) return object.slice(0, MAX_ENTRIES).map((v) => plainValue(v, depth + 1) ?? null);
  return plainObject(object, depth);
}

function plainObject(object: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object).slice(0, MAX_ENTRIES)) {
    if (key === '__proto__') continue;
    const value = plainValue(told(object, key), depth + 1);
    if (value !== undefined) copy[key] = value;
  }
  return copy;
}
