/** How much one span may hold. The names and defaults are the specification's (trace/sdk.md, "Span Limits"). */
export interface SpanLimits {
  /** Longest string, in UTF-16 code units, or byte array that an attribute keeps. @default no limit */
  attributeValueLengthLimit: number;
  /** Attributes of a span. @default 128 */
  attributeCountLimit: number;
  /** Events of a span. @default 128 */
  eventCountLimit: number;
  /** Links of a span. @default 128 */
  linkCountLimit: number;
  /** Attributes of an event. @default 128 */
  attributePerEventCountLimit: number;
  /** Attributes of a link. @default 128 */
  attributePerLinkCountLimit: number;
}

/** Stands for "no limit": V8 keeps it, unlike `Infinity`, as a small integer, and no string is longer. */
export const UNLIMITED = 0x3fffffff;

/** The limits with their defaults filled in. What is no limit (negative, NaN, infinite) becomes the default. */
export function spanLimits(partial: Partial<SpanLimits> = {}): SpanLimits {
  const count = (limit: number | undefined) =>
    isLimit(limit) ? Math.min(Math.trunc(limit), UNLIMITED) : 128;
  const length = partial.attributeValueLengthLimit;
  return {
    // Zero would turn every string into an empty one; upstream ignores it, too.
    attributeValueLengthLimit:
      isLimit(length) && length > 0 ? Math.min(Math.trunc(length), UNLIMITED) : UNLIMITED,
    attributeCountLimit: count(partial.attributeCountLimit),
    eventCountLimit: count(partial.eventCountLimit),
    linkCountLimit: count(partial.linkCountLimit),
    attributePerEventCountLimit: count(partial.attributePerEventCountLimit),
    attributePerLinkCountLimit: count(partial.attributePerLinkCountLimit),
  };
}

/** Infinity is a limit that a caller may mean: it stays, capped. */
function isLimit(value: number | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}
