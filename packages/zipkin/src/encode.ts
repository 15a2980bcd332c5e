/** Spans as the body of a POST to `/api/v2/spans`. */

import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { toZipkinSpan } from './zipkin-span.ts';

/** A JSON array, UTF-8. */
export function encodeZipkin(spans: readonly ReadableSpan[]): Buffer {
  return Buffer.from(JSON.stringify(spans.map(toZipkinSpan)));
}
