/** Errors on spans of layers, as upstream writes them. */

import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { exceptionOf, messageOf } from '../thrown.ts';

/** What is no Error counts as its text. */
export function fail(span: Span, error: unknown): void {
  span.recordException(exceptionOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
}
