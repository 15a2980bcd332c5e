import type { ForceFlushOptions, LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { logRecordWriter } from './log-record.ts';
import { type OtlpProcessorCounts, type OtlpProcessorOptions, RecordBatcher } from './record-batcher.ts';

/** OTEL_BLRP_SCHEDULE_DELAY's default. */
const DEFAULT_DELAY_MILLIS = 1000;

/**
 * Encodes each log record to OTLP bytes when it is emitted, and hands batches of them to a delivery queue.
 *
 * Changes that later processors make to a record are not seen, so register this one last.
 */
export class OtlpLogRecordProcessor implements LogRecordProcessor {
  readonly #batcher: RecordBatcher<ReadableLogRecord>;

  constructor(options: OtlpProcessorOptions<ReadableLogRecord>) {
    this.#batcher = new RecordBatcher(logRecordWriter(), options, DEFAULT_DELAY_MILLIS);
  }

  /** How many records were handed to the queue, and how many dropped before it. */
  get counts(): Readonly<OtlpProcessorCounts> {
    return this.#batcher.counts;
  }

  onEmit(record: ReadableLogRecord): void {
    this.#batcher.add(record.instrumentationScope, record);
  }

  /** Hands over what is encoded now, at once and without waiting: for the end of the process. */
  cut(): void {
    this.#batcher.cut();
  }

  forceFlush(options?: ForceFlushOptions): Promise<void> {
    return this.#batcher.flush(options?.timeoutMillis);
  }

  /** Delivers what is left, within three seconds. Records emitted afterwards are ignored. */
  shutdown(): Promise<void> {
    return this.#batcher.shutdown();
  }
}
