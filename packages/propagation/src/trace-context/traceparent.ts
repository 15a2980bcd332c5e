/** The `traceparent` header (W3C Trace Context, section 3.2), read strictly and in one pass. */
import type { SpanContext } from '@opentelemetry/api';

/** version-traceid-spanid-flags: 2 + 32 + 16 + 2 hex digits and three dashes. */
const LENGTH = 55;

const DASH = 0x2d;
/** Lower case only, as the specification demands. Quicker than any loop over the characters. */
const SHAPE = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/;
const INVALID_VERSION = 'ff';
const INVALID_TRACE_ID = '0'.repeat(32);
const INVALID_SPAN_ID = '0'.repeat(16);
const TRACE_ID_AT = 3;
const SPAN_ID_AT = 36;
const ZERO = 0x30;
const SAMPLED = 0x01;
/** The flags that version 00 defines: sampled, and since level 2 random trace id. */
const KNOWN_FLAGS = 0x03;

/**
 * The remote parent, or `undefined` for a header that breaks a rule; never throws. A version later than 00 may
 * have more fields behind the flags; of its flags only sampled is known to mean what it means here.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  if (!SHAPE.test(header) || header.startsWith(INVALID_VERSION)) return undefined;
  // In the header: ids are slices of it, which are slow to compare.
  if (header.startsWith(INVALID_TRACE_ID, TRACE_ID_AT) || header.startsWith(INVALID_SPAN_ID, SPAN_ID_AT))
    return undefined;
  const isCurrent = header.charCodeAt(0) === ZERO && header.charCodeAt(1) === ZERO;
  if (header.length > LENGTH && (isCurrent || header.charCodeAt(LENGTH) !== DASH)) return undefined;
  const traceId = header.slice(TRACE_ID_AT, TRACE_ID_AT + 32);
  const spanId = header.slice(SPAN_ID_AT, SPAN_ID_AT + 16);
  // All flags that are known are in the last digit.
  const flags = digit(header.charCodeAt(LENGTH - 1));
  return { traceId, spanId, traceFlags: flags & (isCurrent ? KNOWN_FLAGS : SAMPLED), isRemote: true };
}

/** The header of version 00. The span context must be valid, and its ids in lower case, as all are that begin here or were read here. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & KNOWN_FLAGS}`;
}

/** The value of a hexadecimal digit by its code. */
function digit(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57;
}
