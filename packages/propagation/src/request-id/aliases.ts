/** Other headers that carry the id of a request, read where X-Request-ID brought none. They are never written. */

/** The header of AWS's load balancers and services: `Root=1-67891233-abcdef012345678912345678;Parent=...;Sampled=1`. */
const AMAZON = 'x-amzn-trace-id';

/**
 * X-Correlation-ID is what .NET and many gateways write, X-Amzn-Trace-Id is AWS's, CF-Ray Cloudflare's: in the order of how
 * far an id reaches. Whoever has several in front of the service names one.
 */
export const DEFAULT_ALIASES: readonly string[] = ['x-correlation-id', AMAZON, 'cf-ray'];

/** Longer than any that AWS makes; beyond it nothing is looked for. */
const LONGEST_AMAZON = 1024;

/**
 * What an alias' value says of the request, not yet checked.
 *
 * @param name In lower case.
 * @param raw As a getter returns it, which is not `undefined`.
 */
export function idOfAlias(name: string, raw: unknown): unknown {
  return name === AMAZON ? rootOf(raw) : raw;
}

/** The value of the first field `Root`; the other fields name what stands between, or belong to the tracer. */
function rootOf(raw: unknown): string | undefined {
  const value = Array.isArray(raw) && raw.length === 1 ? raw[0] : raw;
  if (typeof value !== 'string' || value.length > LONGEST_AMAZON) return undefined;
  for (const field of value.split(';')) {
    const at = field.indexOf('=');
    if (at > 0 && field.slice(0, at).trim().toLowerCase() === 'root') return field.slice(at + 1).trim();
  }
  return undefined;
}
