/** In front of the exporters: all of them get a span without its secrets, which is the span itself where it has none. */

import { type Context, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Redactor } from '@waymark/redaction';
import { SpanProcessors } from '@waymark/tracing';

export class RedactingSpans implements SpanProcessor {
  readonly #redactor: Redactor;
  readonly #onChange: () => void;
  readonly #next: SpanProcessor;

  /** @param onChange called when something was taken out */
  constructor(redactor: Redactor, onChange: () => void, next: readonly SpanProcessor[]) {
    this.#redactor = redactor;
    this.#onChange = onChange;
    // As one, which keeps what one of them throws from the others.
    this.#next = next.length === 1 ? next[0]! : new SpanProcessors(next);
  }

  onStart(span: Span, parentContext: Context): void {
    this.#next.onStart(span, parentContext);
  }

  /** What throws here costs the span: nothing leaves that was not looked at. */
  onEnd(span: ReadableSpan): void {
    // No exporter takes what is not sampled.
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const clean = this.#redactor.span(span);
    if (clean !== span) this.#onChange();
    this.#next.onEnd(clean);
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}
