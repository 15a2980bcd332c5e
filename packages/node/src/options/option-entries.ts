/** Options of many entries, each judged by itself: a bad one does not take the others with it. */

import { isIgnorePattern } from '../config/ignore-incoming.ts';
import { INSTRUMENTATIONS } from '../config/instrumentation-names.ts';
import { DESTINATIONS_TAKE, destinationsIn } from '../config/propagate-to.ts';
import { callersIn, TRUST_TAKES } from '../config/trust-config.ts';

export const LEFT_OUT = 'it is left out';

export interface Judged {
  /** The entries that are good; `undefined` where none is left. */
  readonly kept: unknown;
  /** Where a bad one is, and what is wrong with it, to be said in one line. */
  readonly faults: readonly { readonly path: string; readonly fault: string }[];
  /** @default 'it is left out' */
  readonly consequence?: string;
}

/** Of `ignoreIncoming`. One that is left with nothing does not stand for "none": the variable and its default hold. */
export function ignoredEntries(value: unknown, option: string): Judged {
  if (!Array.isArray(value)) return { kept: value, faults: [] };
  const kept = value.filter(isIgnored);
  const faults = value.flatMap((item, i) =>
    isIgnored(item) ? [] : [{ path: `${option}[${i}]`, fault: `is not valid: it takes ${IGNORED}` }],
  );
  return { kept: kept.length === 0 && faults.length > 0 ? undefined : kept, faults };
}

/** Of `propagateTo`. One that is left with nothing is nobody: nobody is told more because of a mistake. */
export function toldEntries(value: unknown, option: string): Judged {
  const items: unknown[] = [value].flat();
  const { valid, wrong } = destinationsIn(items.map((item) => (typeof item === 'string' ? item : '?')));
  const path = (i: number) => (Array.isArray(value) ? `${option}[${i}]` : option);
  const faults = items.flatMap((item, i) =>
    typeof item === 'string' && !wrong.includes(item.trim())
      ? []
      : [{ path: path(i), fault: `is not valid: it takes ${DESTINATIONS_TAKE}` }],
  );
  return { kept: valid, faults, consequence: valid.length > 0 ? LEFT_OUT : 'nobody is told' };
}

/** Of `trustInbound`: what is wrong means nobody, and never everybody. */
export function trustedEntries(value: unknown, option: string): Judged {
  if (typeof value === 'function') return { kept: value, faults: [] };
  const items: unknown[] = [value].flat();
  const { callers, wrong } = callersIn(items.map((item) => (typeof item === 'string' ? item : '?')));
  const path = (i: number) => (Array.isArray(value) ? `${option}[${i}]` : option);
  const faults = items.flatMap((item, i) =>
    typeof item === 'string' && !wrong.includes(item.trim())
      ? []
      : [{ path: path(i), fault: `is not valid: it takes ${TRUSTED}` }],
  );
  return { kept: callers, faults, consequence: callers.length > 0 ? LEFT_OUT : 'nobody is trusted' };
}

export const TRUSTED = `${TRUST_TAKES}; or a function`;

export const IGNORED = 'paths such as /assets/*, agent:kube-probe/*, default, a RegExp or a function';

export function isIgnored(value: unknown): boolean {
  if (typeof value === 'string') return isIgnorePattern(value);
  return value instanceof RegExp || typeof value === 'function';
}

/** Of `instrumentationOptions`: names that nobody has, options that are no objects, and in them what cannot be a hook. */
export function instrumentationEntries(value: object, option: string): Judged {
  const faults: { path: string; fault: string }[] = [];
  const kept = Object.entries(value).flatMap(([name, options]) => {
    const path = `${option}${member(name)}`;
    const fault = options === undefined ? undefined : faultOfEntry(name, options);
    if (fault !== undefined) faults.push({ path, fault });
    if (options === undefined || fault !== undefined) return [];
    const entries = Object.entries(options as object).filter(([key, given]) => {
      const takes = wrongType(key, given);
      if (takes !== undefined)
        faults.push({ path: `${path}${member(key)}`, fault: `is not valid: it takes ${takes}` });
      return takes === undefined;
    });
    return [[name, Object.fromEntries(entries)]];
  });
  return { kept: Object.fromEntries(kept), faults };
}

function faultOfEntry(name: string, options: unknown): string | undefined {
  if (!INSTRUMENTATIONS.some((known) => known === name))
    return 'is not known: it takes names of the table of instrumentations, such as http, express, pg, aws-sdk';
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  return isObject ? undefined : 'is not valid: it takes an object of options';
}

/** What all instrumentations have in common, ours and upstream's. */
function wrongType(key: string, given: unknown): string | undefined {
  if (given === undefined) return undefined;
  if (key === 'enabled') return typeof given === 'boolean' ? undefined : 'true or false';
  if (!/Hook$/.test(key) && key !== 'applyCustomAttributesOnSpan') return undefined;
  return typeof given === 'function' ? undefined : 'a function';
}

function member(name: string): string {
  return /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
