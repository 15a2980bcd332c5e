/** The parent of a CLIENT span. */
import { type Context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import { RecordingSpan } from '@waymark/tracing';

/** The span context in `context` if there is one and it is valid; a span of ours needs no check. */
export function activeParent(context: Context): SpanContext | undefined {
  const span = trace.getSpan(context);
  if (span === undefined) return undefined;
  const spanContext = span.spanContext();
  return span instanceof RecordingSpan || isSpanContextValid(spanContext) ? spanContext : undefined;
}
