/** The `traceparent` header (W3C Trace Context, section 3.2), read strictly and in one pass. */
import type { SpanContext } from '@opentelemetry/api';

/** version-traceid-spanid-flags: 2 + 32 + 16 + 2 hex digits and three dashes. */
const LENGTH = 55;

const DASH = 0x2d;
/** What a character may be by its code: 1 a digit, 2 a dash. */
const KIND = new Uint8Array(128);
for (const digit of '0123456789abcdef') KIND[digit.charCodeAt(0)] = 1;
KIND[DASH] = 2;
/** What the characters are to be, one by one. */
const SHAPE: Uint8Array = new Uint8Array(LENGTH).fill(1);
for (const dash of [2, 35, 52]) SHAPE[dash] = 2;
const SAMPLED = 0x01;
/** The flags that version 00 defines: sampled, and since level 2 random trace id. */
const KNOWN_FLAGS = 0x03;

const INVALID_TRACE_ID = '0'.repeat(32);
const INVALID_SPAN_ID = '0'.repeat(16);

/**
 * The remote parent, or `undefined` for a header that breaks a rule; never throws. A version later than 00 may
 * have more fields behind the flags; of its flags only sampled is known to mean what it means here.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  if (header.length < LENGTH || !hasShape(header)) return undefined;
  const isCurrent = header.startsWith('00');
  if (
    header.startsWith('ff') ||
    (header.length > LENGTH && (isCurrent || header.charCodeAt(LENGTH) !== DASH))
  ) {
    return undefined;
  }
  const traceId = header.slice(3, 35);
  const spanId = header.slice(36, 52);
  if (traceId === INVALID_TRACE_ID || spanId === INVALID_SPAN_ID) return undefined;
  const flags = Number.parseInt(header.slice(53, 55), 16);
  return { traceId, spanId, traceFlags: flags & (isCurrent ? KNOWN_FLAGS : SAMPLED), isRemote: true };
}

/** The header of version 00. The span context must be valid. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & KNOWN_FLAGS}`;
}

/** Lower case only, as the specification demands. */
function hasShape(header: string): boolean {
  for (let at = 0; at < LENGTH; at++) {
    if (SHAPE[at] !== KIND[header.charCodeAt(at)]) return false;
  }
  return true;
}
