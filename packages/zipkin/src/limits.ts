/**
 * What Zipkin's stores take. The SDK's own limits, which are off by default for the length of values, come before: these
 * only keep one huge value from costing the batch that it is in (RATIONALE.md, "Why are long values cut?").
 */

/** UTF-16 units of a tag's value and of an annotation, three bytes each at most: MySQL's store has 65,535 bytes for one. */
export const MAX_VALUE_UNITS = 16_384;
/** Of a span's name, a service's name and a tag's key: so long are MySQL's columns. */
export const MAX_NAME_UNITS = 255;

/** The text, or its beginning and `…` in place of the rest. */
export function cut(text: string, units: number): string {
  if (text.length <= units) return text;
  // Not between the halves of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text[units - 2]!) ? units - 2 : units - 1;
  return `${text.slice(0, end)}…`;
}
