/** The stage of spans: tells the tail how requests end, and lets those out that head sampling had dropped. */
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { isSampled } from './local-roots.ts';
import type { LogTail } from './log-tail.ts';

/** Stands in front of what exports, and behind the processors that may still change a span. */
export class TailSpanProcessor implements SpanProcessor {
  readonly #tail: LogTail;
  readonly #next: SpanProcessor;

  constructor(tail: LogTail, next: SpanProcessor) {
    this.#tail = tail;
    this.#next = next;
  }

  onStart(span: Span, parentContext: Context): void {
    this.#tail.roots.started(span, parentContext);
    this.#next.onStart(span, parentContext);
  }

  /** The last moment in which the span takes events. */
  onEnding(span: Span): void {
    this.#tail.ending(span as Span & ReadableSpan);
    this.#next.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    if (isSampled(span)) {
      this.#next.onEnd(span);
      return;
    }
    const recorded = span as ReadableSpan & Span;
    this.#tail.roots.ended(recorded);
    if (this.#tail.takeLeaving(recorded)) this.#next.onEnd(asSampled(span));
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    this.#tail.stop();
    return this.#next.shutdown();
  }
}

/**
 * The span as exporters take it. What went out with requests has said that the trace is not sampled, and it is not: of its
 * spans this one is kept.
 */
function asSampled(span: ReadableSpan): ReadableSpan {
  const context = span.spanContext();
  const sampled = { ...context, traceFlags: context.traceFlags | 1 };
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => sampled,
    parentSpanContext: span.parentSpanContext,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: span.attributes,
    links: span.links,
    events: span.events,
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
