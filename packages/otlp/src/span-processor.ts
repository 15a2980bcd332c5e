import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { type OtlpProcessorCounts, type OtlpProcessorOptions, RecordBatcher } from './record-batcher.ts';
import { spanWriter } from './span.ts';

/** OTEL_BSP_SCHEDULE_DELAY's default. */
const DEFAULT_DELAY_MILLIS = 5000;

/**
 * Encodes each sampled span to OTLP bytes when it ends, and hands batches of them to a delivery queue.
 *
 * It takes the place of a batch processor and an exporter. The span is not kept and not looked at again, so
 * a processor that changes spans in `onEnd` must be registered before this one.
 */
export class OtlpSpanProcessor implements SpanProcessor {
  readonly #batcher: RecordBatcher<ReadableSpan>;

  constructor(options: OtlpProcessorOptions<ReadableSpan>) {
    this.#batcher = new RecordBatcher(spanWriter(), options, DEFAULT_DELAY_MILLIS);
  }

  /** How many spans were handed to the queue, and how many dropped before it. */
  get counts(): Readonly<OtlpProcessorCounts> {
    return this.#batcher.counts;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#batcher.add(span.instrumentationScope, span);
  }

  /** Hands over what is encoded now, at once and without waiting: for the end of the process. */
  cut(): void {
    this.#batcher.cut();
  }

  forceFlush(): Promise<void> {
    return this.#batcher.flush();
  }

  /** Delivers what is left, within three seconds. Spans that end afterwards are ignored. */
  shutdown(): Promise<void> {
    return this.#batcher.shutdown();
  }
}
