/** What is known of a request that a server got, of either version of HTTP, when its span and its duration end. */
import type { Context } from '@opentelemetry/api';
import type { RecordingSpan } from '@waymark/tracing';
import type { DurationFacts } from './durations/measurement.ts';

export interface Served extends DurationFacts {
  readonly context: Context;
  /** As it arrived; `method` is one that the conventions know. */
  readonly requestMethod: string;
  /** Of the monotonic clock, where no span that records has read it. */
  readonly startedAt: number;
  /** What the response is to send as `X-Request-ID`. */
  responseId: string | undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined;
}
