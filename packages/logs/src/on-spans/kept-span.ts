/** Spans of `@waymark/tracing`, which take an event as it is, and know without showing them how many they have. */
import type { Span } from '@opentelemetry/api';
import type { TimedEvent } from './event-order.ts';

export interface KeptEvent extends TimedEvent {
  readonly droppedAttributesCount: number;
  /** Who found that there are no secrets in the record. */
  readonly judged: unknown;
}

export interface KeptSpan extends Span {
  readonly eventList: readonly unknown[] | undefined;
  /** False, and nothing is done, where the event has to be cut or copied. */
  keepEvent(event: KeptEvent): boolean;
}

/** Answered by genuine spans alone: a proxy of one, or its heir, may do something else with an event. */
const GENUINE_SPAN: unique symbol = Symbol.for('waymark.span.1') as never;

/** Undefined where the span is another tracer's, or only looks like one of ours. */
export function keptSpan(span: Span): KeptSpan | undefined {
  return (span as { [GENUINE_SPAN]?(): KeptSpan | undefined })[GENUINE_SPAN]?.();
}
