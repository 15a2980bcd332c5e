/** Ids as older formats write them: in capitals, with 64 bits of trace id, without leading zeros. */
import type { SpanContext } from '@opentelemetry/api';
import { flagsOf, type Sampling } from './sampling.ts';

const TRACE_ID = /^[\da-f]{1,32}$/i;
const SPAN_ID = /^[\da-f]{1,16}$/i;
const ONLY_ZEROS = /^0*$/;

/** The parent of these ids, or `undefined` if one of them is none; never throws. */
export function parentOf(
  traceId: string | undefined,
  spanId: string | undefined,
  sampling: Sampling,
): SpanContext | undefined {
  if (traceId === undefined || spanId === undefined || !TRACE_ID.test(traceId) || !SPAN_ID.test(spanId))
    return undefined;
  if (ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(spanId)) return undefined;
  return {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: spanId.toLowerCase().padStart(16, '0'),
    traceFlags: flagsOf(sampling),
    isRemote: true,
  };
}
