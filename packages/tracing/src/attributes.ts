/**
 * Attribute values checked, copied and cut in a single pass.
 *
 * Strings, numbers and booleans, nearly all values there are, leave after one `typeof`. What the app hands over
 * never makes these functions throw: a value that cannot be read is an invalid value.
 */
import { type Attributes, diag } from '@opentelemetry/api';

/** Deeper values are refused: they are mistakes, and recursion into them could exhaust the stack. */
const MAX_DEPTH = 32;

/** Returns the value to keep, or `undefined` if it is none that OpenTelemetry knows. */
export type ValueRule = (value: unknown, maxLength: number) => unknown;

/** Any value that spans and links may hold: primitives, null, bytes, arrays and plain objects of those. */
export const anyValue: ValueRule = (value, maxLength) => {
  switch (typeof value) {
    case 'string':
      return truncate(value, maxLength);
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return readable(() => copyOf(value as object | null, maxLength, []));
    default:
      return undefined;
  }
};

/** What event attributes may hold: primitives, and arrays of one kind of primitive, with gaps. */
export const simpleValue: ValueRule = (value, maxLength) => {
  if (!Array.isArray(value)) return primitive(value, maxLength);
  return readable(() =>
    isHomogeneous(value) ? value.map((item) => primitive(item, maxLength) ?? item) : undefined,
  );
};

/** Cuts a string, never through a surrogate pair. `maxLength` is in UTF-16 code units. */
export function truncate(value: string, maxLength: number): string {
  if (value.length <= maxLength) return value;
  const lead = value.charCodeAt(maxLength - 1);
  return value.slice(0, lead >= 0xd800 && lead <= 0xdbff ? maxLength - 1 : maxLength);
}

/** A key that can be stored. `__proto__` cannot: assigning it would set a prototype instead. */
export function isKey(key: unknown): key is string {
  return typeof key === 'string' && key !== '' && key !== '__proto__';
}

export interface CleanAttributes {
  attributes: Attributes;
  /** Those that were invalid, or too many. Undefined values do not count. */
  dropped: number;
}

/** A copy with the valid attributes, at most `maxCount` of them. Anything but an object counts as no attributes. */
export function cleanAttributes(
  source: unknown,
  maxCount: number,
  maxLength: number,
  rule: ValueRule,
): CleanAttributes {
  const attributes: Attributes = {};
  let dropped = 0;
  let count = 0;
  if (typeof source !== 'object' || source === null) return { attributes, dropped };
  for (const key of Object.keys(source)) {
    const given = valueAt(source as Attributes, key);
    if (given === undefined) continue;
    if (count >= maxCount) {
      dropped++;
      continue;
    }
    const value = isKey(key) ? rule(given, maxLength) : undefined;
    if (value === undefined) {
      dropped++;
      warnInvalid(key);
      continue;
    }
    attributes[key] = value;
    count++;
  }
  return { attributes, dropped };
}

export function warnInvalid(key: unknown): void {
  diag.warn(
    `Attribute ${JSON.stringify(String(key))} was not set: keys are non-empty strings, values are strings, numbers, booleans, bytes, or arrays and plain objects of those`,
  );
}

function copyOf(value: object | null, maxLength: number, ancestors: object[]): unknown {
  if (value === null) return null;
  if (isBytes(value)) return new Uint8Array(value.subarray(0, maxLength));
  if (ancestors.length >= MAX_DEPTH || ancestors.includes(value)) return undefined;
  ancestors.push(value);
  const copy = Array.isArray(value)
    ? copyOfArray(value, maxLength, ancestors)
    : copyOfObject(value as Attributes, maxLength, ancestors);
  ancestors.pop();
  return copy;
}

function copyOfArray(items: unknown[], maxLength: number, ancestors: object[]): unknown[] | undefined {
  const copy: unknown[] = [];
  for (const item of items) {
    const kept = nested(item, maxLength, ancestors);
    if (kept === undefined && item !== undefined) return undefined;
    copy.push(kept);
  }
  return copy;
}

function copyOfObject(source: Attributes, maxLength: number, ancestors: object[]): Attributes | undefined {
  if (!isPlain(source)) return undefined;
  const copy: Attributes = {};
  for (const key of Object.keys(source)) {
    const item = source[key];
    if (item === undefined || key === '__proto__') continue;
    const kept = nested(item, maxLength, ancestors);
    if (kept === undefined) return undefined;
    copy[key] = kept;
  }
  return copy;
}

function nested(value: unknown, maxLength: number, ancestors: object[]): unknown {
  return typeof value === 'object' ? copyOf(value, maxLength, ancestors) : primitive(value, maxLength);
}

function primitive(value: unknown, maxLength: number): unknown {
  if (typeof value === 'string') return truncate(value, maxLength);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function isHomogeneous(items: unknown[]): boolean {
  let kind: string | undefined;
  for (const item of items) {
    if (item === undefined || item === null) continue;
    kind ??= typeof item;
    if (typeof item !== kind) return false;
  }
  return kind === undefined || kind === 'string' || kind === 'number' || kind === 'boolean';
}

/** By tag and prototype chain, not by `instanceof`: a value may come from another realm, as under Jest. */
function isBytes(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === 'Uint8Array';
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function valueAt(source: Attributes, key: string): unknown {
  try {
    return source[key];
  } catch {
    return undefined;
  }
}

/** Getters and proxies run the app's code, which may throw. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
