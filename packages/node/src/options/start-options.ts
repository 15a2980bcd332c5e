/** What application code passed to `start`, or a configuration module exports, checked: the types help only those who compile. */

import type { Attributes } from '@opentelemetry/api';
import { SPANS } from '../config/config.ts';
import { DESTINATIONS_TAKE } from '../config/propagate-to.ts';
import { REQUEST_ID_FORMATS } from '../config/request-id-config.ts';
import { isResponseHeader } from '../config/response-header-list.ts';
import { RESPONSE_HEADERS } from '../config/response-headers.ts';
import type { StartOptions } from '../types.ts';
import {
  IGNORED,
  ignoredEntries,
  instrumentationEntries,
  isIgnored,
  LEFT_OUT,
  TRUSTED,
  toldEntries,
  trustedEntries,
} from './option-entries.ts';
import { redactionEntries } from './redaction-entries.ts';

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
  logRecordProcessors: {
    valid: (value) => Array.isArray(value) && value.every((item) => hasMethods(item, LOG_PROCESSOR)),
    takes: 'an array of objects with onEmit(), forceFlush() and shutdown()',
  },
  instrumentations: {
    valid: (value) => Array.isArray(value) && value.every((item) => hasMethods(item, INSTRUMENTATION)),
    takes: 'an array of instrumentations, objects with enable(), disable() and setTracerProvider()',
  },
  ignoreIncoming: {
    valid: (value) => Array.isArray(value) || isIgnored(value),
    takes: `${IGNORED}, one or an array of them`,
  },
  spans: {
    valid: (value) => SPANS.some((mode) => mode === value),
    takes: SPANS.map((mode) => `'${mode}'`).join(' or '),
  },
  requestIdFormat: {
    valid: (value) => typeof value === 'function' || REQUEST_ID_FORMATS.some((name) => name === value),
    takes: `${REQUEST_ID_FORMATS.map((name) => `'${name}'`).join(', ')} or a function of the context`,
  },
  propagateTo: {
    // Judged by its entries: to leave it out would be to tell everybody.
    valid: () => true,
    takes: `${DESTINATIONS_TAKE}, one or an array of them`,
  },
  trustInbound: {
    // Likewise: to leave it out would be to trust everybody.
    valid: () => true,
    takes: TRUSTED,
  },
  responseHeaders: {
    valid: (value) => Array.isArray(value) && value.every(isResponseHeader),
    takes: `an array of ${RESPONSE_HEADERS.map((name) => `'${name}'`).join(', ')}`,
  },
  redaction: {
    valid: (value) => value === false || isObject(value),
    takes: 'false, or an object such as { keys: ["x-tenant-pin"] }',
  },
  instrumentationOptions: {
    valid: isObject,
    takes: 'an object of objects, by the name of an instrumentation, such as { http: { requestHook } }',
  },
};
const LOG_PROCESSOR = ['onEmit', 'forceFlush', 'shutdown'];
const INSTRUMENTATION = ['enable', 'disable', 'setTracerProvider'];
const PROCESSOR = ['onStart', 'onEnd', 'forceFlush', 'shutdown'];

/**
 * The options that are valid. Each other costs one line and is left out.
 * @param from what gave them, in the lines; a function's call when it ends in `()`
 */
export function validOptions(
  options: unknown,
  from = 'start()',
): { options: StartOptions; complaints: string[] } {
  if (options === undefined) return { options: {}, complaints: [] };
  if (!isObject(options)) {
    return {
      options: {},
      complaints: [
        `${from} is not right: it takes an object of options, or nothing; the other settings hold`,
      ],
    };
  }
  const complaints: string[] = [];
  const kept = Object.entries(options).flatMap(([name, value]) => {
    const complaint = value === undefined ? undefined : complaintOf(name, value, from);
    if (complaint !== undefined) complaints.push(complaint);
    if (value === undefined || complaint !== undefined) return [];
    const judged = ENTRIES[name as keyof StartOptions]?.(value, name);
    for (const { path, fault } of judged?.faults ?? [])
      complaints.push(`${optionOf(path, from)} ${fault}; ${judged?.consequence ?? LEFT_OUT}`);
    const good = judged === undefined ? value : judged.kept;
    return good === undefined ? [] : [[name, good]];
  });
  return { options: Object.fromEntries(kept), complaints };
}

const ENTRIES: Partial<Record<keyof StartOptions, typeof ignoredEntries | typeof instrumentationEntries>> = {
  ignoreIncoming: ignoredEntries,
  propagateTo: toldEntries,
  trustInbound: trustedEntries,
  redaction: redactionEntries,
  instrumentationOptions: instrumentationEntries,
};

function optionOf(path: string, from: string): string {
  return from.endsWith('()') ? `${from.slice(0, -1)}{ ${path} })` : `${from} { ${path} }`;
}

/** Never shows the value, which may be anything. */
function complaintOf(name: string, value: unknown, from: string): string | undefined {
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof StartOptions] : undefined;
  const option = optionOf(name, from);
  if (check === undefined) return `${option} is not known: it takes ${Object.keys(CHECKS).join(', ')}`;
  if (check.valid(value)) return undefined;
  return `${option} is not valid: it takes ${check.takes}; it is left out`;
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
