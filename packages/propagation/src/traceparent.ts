/** The `traceparent` header (W3C Trace Context, section 3.2), read strictly and in one pass. */
import type { SpanContext } from '@opentelemetry/api';

/** version-traceid-spanid-flags: 2 + 32 + 16 + 2 hex digits and three dashes. */
const LENGTH = 55;

const DASH = 0x2d;
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
  if (header.length < LENGTH || !hasDashes(header)) return undefined;
  if (!isHex(header, 0, 2) || !isHex(header, 3, 35) || !isHex(header, 36, 52) || !isHex(header, 53, 55)) {
    return undefined;
  }
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

function hasDashes(header: string): boolean {
  return header.charCodeAt(2) === DASH && header.charCodeAt(35) === DASH && header.charCodeAt(52) === DASH;
}

/** Lower case only, as the specification demands. */
function isHex(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}
