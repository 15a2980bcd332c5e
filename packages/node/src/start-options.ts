/** What application code passed to `start`, checked: the types help only those who compile. */

import type { Attributes } from '@opentelemetry/api';
import type { StartOptions } from './types.ts';

interface Check {
  readonly valid: (value: unknown) => boolean;
  readonly takes: string;
}

const CHECKS: Record<keyof StartOptions, Check> = {
  serviceName: {
    valid: (value) => typeof value === 'string' && value !== '',
    takes: 'a string that is not empty',
  },
  resourceAttributes: {
    valid: isAttributes,
    takes: 'an object of strings, numbers, booleans and arrays of them',
  },
  sampler: { valid: (value) => hasMethods(value, ['shouldSample']), takes: 'an object with shouldSample()' },
  spanProcessors: {
    valid: (value) => Array.isArray(value) && value.every((item) => hasMethods(item, PROCESSOR)),
    takes: 'an array of objects with onStart(), onEnd(), forceFlush() and shutdown()',
  },
};
const PROCESSOR = ['onStart', 'onEnd', 'forceFlush', 'shutdown'];

/** The options that are valid. Each other costs one line and is left out. */
export function validOptions(options: unknown): { options: StartOptions; complaints: string[] } {
  if (options === undefined) return { options: {}, complaints: [] };
  if (!isObject(options)) {
    return {
      options: {},
      complaints: ['start() is not called right: it takes an object of options, or nothing'],
    };
  }
  const complaints: string[] = [];
  const kept = Object.entries(options).filter(([name, value]) => {
    const complaint = value === undefined ? undefined : complaintOf(name, value);
    if (complaint !== undefined) complaints.push(complaint);
    return value !== undefined && complaint === undefined;
  });
  return { options: Object.fromEntries(kept), complaints };
}

/** Never shows the value, which may be anything. */
function complaintOf(name: string, value: unknown): string | undefined {
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof StartOptions] : undefined;
  if (check === undefined)
    return `start({ ${name} }) is not known: it takes ${Object.keys(CHECKS).join(', ')}`;
  if (check.valid(value)) return undefined;
  return `start({ ${name} }) is not valid: it takes ${check.takes}; it is left out`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return (
    isObject(value) && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  );
}

function isAttributes(value: unknown): value is Attributes {
  return isObject(value) && Object.values(value).every((item) => isPrimitive(item) || isPrimitiveArray(item));
}

function isPrimitive(value: unknown): boolean {
  return value === undefined || ['string', 'number', 'boolean'].includes(typeof value);
}

function isPrimitiveArray(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPrimitive);
}
