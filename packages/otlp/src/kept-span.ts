/**
 * Spans of `@waymark/tracing`, read as they are kept: no getter then makes arrays for events that there are not, or one
 * object of attributes that many spans share.
 */

import type { Attributes, Link, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';

/** Attributes that spans have alike. The values never change; `encoded` is ours. */
export interface SharedAttributes {
  readonly values: Readonly<Attributes>;
  encoded: unknown;
}

/** What is undefined is not there. */
export interface KeptSpan extends ReadableSpan {
  readonly startMs: number;
  readonly endMs: number;
  /** The attributes beside the shared ones, or all of them. */
  readonly own: Attributes;
  readonly shared: SharedAttributes | undefined;
  readonly alsoShared: SharedAttributes | undefined;
  /** The span's id at `idAt`; if it is a root, the trace's in the 16 bytes before it, where there are so many. */
  readonly idBytes: Uint8Array | undefined;
  readonly idAt: number;
  readonly eventList: TimedEvent[] | undefined;
  readonly linkList: Link[] | undefined;
  readonly statusSet: SpanStatus | undefined;
}

/** Answered by genuine spans alone: a proxy of one, or its heir, may show something else than what is kept. */
const GENUINE_SPAN: unique symbol = Symbol.for('waymark.span.1') as never;

/** The span as it is kept; undefined where it is another tracer's, or only looks like one of ours. */
export function keptSpan(span: ReadableSpan): KeptSpan | undefined {
  return (span as { [GENUINE_SPAN]?(): KeptSpan | undefined })[GENUINE_SPAN]?.();
}
