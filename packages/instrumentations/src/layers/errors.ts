/** Errors on spans of layers, as upstream writes them. */

import { type Exception, type Span, SpanStatusCode } from '@opentelemetry/api';

/** What is no Error counts as its text. */
export function fail(span: Span, error: unknown): void {
  const exception = error instanceof Error ? error : String(error);
  span.recordException(exception as Exception);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: exception instanceof Error ? exception.message : exception,
  });
}
