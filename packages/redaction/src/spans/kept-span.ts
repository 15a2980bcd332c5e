/** Spans of `@waymark/tracing`, read as they are kept, so that no getter makes arrays and objects for a clean span. */

import type { Attributes, Link, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';

/** Attributes that many spans have alike. The values never change; `judged` is ours. */
export interface SharedAttributes {
  readonly values: Readonly<Attributes>;
  judged?: Judgement;
}

/** It is kept where the attributes are, together with whose it was. */
interface Judgement {
  readonly by: object;
  readonly redacted: Readonly<Attributes>;
}

/** `judged` is ours, of an event that was a log record before: who found no secrets in that. */
export interface KeptEvent extends TimedEvent {
  readonly judged?: unknown;
}

/** What is undefined is not there. */
export interface KeptSpan extends ReadableSpan {
  readonly own: Attributes;
  readonly shared: SharedAttributes | undefined;
  readonly alsoShared: SharedAttributes | undefined;
  readonly eventList: KeptEvent[] | undefined;
  readonly linkList: Link[] | undefined;
  readonly statusSet: SpanStatus | undefined;
}

/** Answered by genuine spans alone: a proxy of one, or its heir, may show something else than what is kept. */
const GENUINE_SPAN: unique symbol = Symbol.for('waymark.span.1') as never;

/** The span as it is kept; undefined where it is another tracer's, or only looks like one of ours. */
export function keptSpan(span: ReadableSpan): KeptSpan | undefined {
  return (span as { [GENUINE_SPAN]?(): KeptSpan | undefined })[GENUINE_SPAN]?.();
}
