/** Links the first span of a new trace to the one that an untrusted caller claimed. */
import { type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { claimedParent } from './claimed-parent.ts';

/**
 * A span processor, for the first place among those of any OpenTelemetry SDK. It links SERVER and CONSUMER spans without a
 * parent: what is below them runs in a context that has the claim as well.
 */
export class ClaimLinks {
  onStart(span: Span, parentContext: Context): void {
    const claimed = claimedParent(parentContext);
    if (claimed === undefined || trace.getSpan(parentContext) !== undefined) return;
    const { kind } = span as { kind?: SpanKind };
    if (kind === SpanKind.SERVER || kind === SpanKind.CONSUMER) span.addLink({ context: claimed });
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
