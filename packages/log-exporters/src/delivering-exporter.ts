/** A log record exporter of any OpenTelemetry SDK around a delivery queue: what the exporters of this package share. */

import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type DeliveryCounts, DeliveryQueue, type DeliveryQueueOptions } from '@waymark/delivery';

/** How batches for one kind of server are made, sent and judged. */
export interface LogDelivery extends Pick<DeliveryQueueOptions, 'destination' | 'transport' | 'judge'> {
  /** The body of one batch. */
  serialize(records: readonly ReadableLogRecord[]): Buffer;
}

export interface LogExporterOptions
  extends Pick<Partial<DeliveryQueueOptions>, 'maxQueueBytes' | 'maxQueueRecords' | 'retry'> {
  /** Gets each line for people. @default diag.warn */
  report?: (line: string) => void;
}

/** The longest that shutting down takes where nobody says, in milliseconds. */
const SHUTDOWN_MS = 3_000;

export class DeliveringLogRecordExporter implements LogRecordExporter {
  readonly #serialize: LogDelivery['serialize'];
  readonly #queue: DeliveryQueue;
  /** Records of batches that could not be encoded. */
  #unwritable = 0;

  /** @throws Error when the delivery's URL is not valid, or credentials would go over plain text to another host */
  constructor({ serialize, ...delivery }: LogDelivery, options: LogExporterOptions) {
    const { report = (line) => diag.warn(line), maxQueueBytes, maxQueueRecords, retry } = options;
    this.#serialize = serialize;
    this.#queue = new DeliveryQueue({
      ...delivery,
      signal: 'logs',
      report,
      ...(maxQueueBytes === undefined ? {} : { maxQueueBytes }),
      ...(maxQueueRecords === undefined ? {} : { maxQueueRecords }),
      ...(retry === undefined ? {} : { retry }),
    });
  }

  /** What became of the records. */
  get counts(): DeliveryCounts {
    const { counts } = this.#queue;
    return { ...counts, added: counts.added + this.#unwritable, dropped: counts.dropped + this.#unwritable };
  }

  /**
   * Hands the records to the queue and reports success at once: the queue tries again, counts, and says what it could not
   * deliver. A failure is told only of records that could not be encoded; they count as dropped.
   */
  export(records: ReadableLogRecord[], done: (result: ExportResult) => void): void {
    try {
      this.#queue.add({ body: this.#serialize(records), records: records.length });
    } catch (error) {
      this.#unwritable += records.length;
      done({ code: ExportResultCode.FAILED, error: error as Error });
      return;
    }
    done({ code: ExportResultCode.SUCCESS });
  }

  /** Resolves when all is delivered or dropped, or after `timeoutMs`. @default the timeout of one request */
  forceFlush(timeoutMs?: number): Promise<void> {
    return this.#queue.flush(timeoutMs);
  }

  /** Delivers what is left, within three seconds or what is given, and drops the rest. */
  async shutdown(timeoutMs: number = SHUTDOWN_MS): Promise<void> {
    await this.#queue.shutdown(timeoutMs);
    this.#queue.conclude();
  }
}
