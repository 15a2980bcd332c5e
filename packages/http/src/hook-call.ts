/** How hooks of the application are called, and what is taken of what they give. */

import { type Attributes, type Context, isSpanContextValid, trace } from '@opentelemetry/api';

/** Calls the hook of that name, if it is set. One that throws is told of to `warn`, and gives nothing. */
export function callHook(
  options: object,
  name: string,
  args: readonly unknown[],
  warn: (line: string) => void,
): unknown {
  const hook = (options as Record<string, unknown>)[name] as ((...args: unknown[]) => unknown) | undefined;
  if (hook === undefined) return undefined;
  try {
    return Reflect.apply(hook, options, args);
  } catch (error) {
    warn(`${name} failed: ${String(error)}; the request goes on`);
    return undefined;
  }
}

/** What a hook gave, as far as it is attributes: nobody checks those again. */
export function addAttributes(attributes: Attributes, given: unknown): void {
  if (typeof given !== 'object' || given === null) return;
  for (const [key, value] of Object.entries(given)) {
    const isValue = [value].flat().every((item) => ['string', 'number', 'boolean'].includes(typeof item));
    if (isValue) attributes[key] = value;
  }
}

/** Whether a request belongs to a trace, for options that ask for one. */
export function hasParent(active: Context): boolean {
  const parent = trace.getSpanContext(active);
  return parent !== undefined && isSpanContextValid(parent);
}
