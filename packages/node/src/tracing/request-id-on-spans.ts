/** WAYMARK_REQUEST_ID_ON_SPANS=all: each span has the id of its request, for stores that search spans and know no traces. */

import { type Context, trace } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { derivedRequestId, inboundRequestId } from '@waymark/propagation';
import type { WaymarkConfig } from '../config/config.ts';

/** The processors, with ours in front of them if somebody asked for it, and reads spans at all. */
export function withRequestIds(
  { requestIds, requestIdOnSpans }: WaymarkConfig,
  processors: readonly SpanProcessor[],
): SpanProcessor[] {
  const isOn = requestIds && requestIdOnSpans === 'all' && processors.length > 0;
  return isOn ? [new RequestIdOnSpans(), ...processors] : [...processors];
}

/** Stands before the processors that look at spans. The SERVER span of our own HTTP gets the same id by itself. */
class RequestIdOnSpans implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    // A span that starts a trace is not in its parent's context yet, and has the trace that the id is derived from.
    const derived = () => derivedRequestId(trace.setSpan(parentContext, span), span.spanContext().traceId);
    const id = inboundRequestId(parentContext) ?? derived();
    if (id !== undefined) span.setAttribute('http.request.id', id);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
