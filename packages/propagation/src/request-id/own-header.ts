/** The header that an application gave to a request of undici's, whose instrumentation injects into an object apart from it. */
import type { Span } from '@opentelemetry/api';
import { hasHeader } from '../carried-header.ts';

const HEADER_LINE = /^x-request-id:/im;

/** Spans of requests that have an id of their own. */
const own = new WeakSet<Span>();
let isUsed = false;

/**
 * For `requestHook` of upstream's `UndiciInstrumentation`, which adds what is injected to what the request has: it would
 * have two ids, and a receiver none that is valid. Our own instrumentation of fetch looks by itself.
 */
export function noteOwnRequestId(span: Span, request: { readonly headers?: unknown }): void {
  isUsed = true;
  const { headers } = request;
  // A text in undici 5, later a list.
  if (typeof headers === 'string' ? HEADER_LINE.test(headers) : hasHeader(headers, 'x-request-id'))
    own.add(span);
}

/** Whether a span is one of such a request. */
export function hasOwnRequestId(span: Span | undefined): boolean {
  return isUsed && span !== undefined && own.has(span);
}
