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

/** What is beyond goes in two batches: the queue refuses a batch that is larger than itself, and a receiver may well before. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** The longest that shutting down takes where nobody says, in milliseconds. */
const SHUTDOWN_MS = 3_000;

export class DeliveringLogRecordExporter implements LogRecordExporter {
  readonly #serialize: LogDelivery['serialize'];
  readonly #queue: DeliveryQueue;
  /** Records that could not be encoded. */
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
   * deliver. A failure is told only of records that could not be encoded; they count as dropped, the others are sent.
   */
  export(records: ReadableLogRecord[], done: (result: ExportResult) => void): void {
    const error = records.length === 0 ? undefined : this.#add(records);
    if (error === undefined) done({ code: ExportResultCode.SUCCESS });
    else done({ code: ExportResultCode.FAILED, error });
  }

  /**
   * Resolves when all is delivered or dropped, or after `timeoutMs`; what is left stays in the queue. Without a time, as the
   * SDK's batch processor calls it before `shutdown`, it also ends when nobody listens there or TLS is refused.
   *
   * @param timeoutMs defaults to the timeout of one request
   */
  forceFlush(timeoutMs?: number): Promise<void> {
    return this.#queue.flush(timeoutMs, { endOnRefusal: timeoutMs === undefined });
  }

  /** Delivers what is left, within three seconds or what is given, and drops the rest. */
  async shutdown(timeoutMs: number = SHUTDOWN_MS): Promise<void> {
    await this.#queue.shutdown(timeoutMs);
    this.#queue.conclude();
  }

  /** Returns why a record could not be encoded, if one could not. */
  #add(records: readonly ReadableLogRecord[]): Error | undefined {
    let body: Buffer | undefined;
    let failure: Error | undefined;
    try {
      body = this.#serialize(records);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    if (records.length > 1 && (body === undefined || body.length > LARGEST_BODY)) {
      const middle = Math.ceil(records.length / 2);
      const first = this.#add(records.slice(0, middle));
      return this.#add(records.slice(middle)) ?? first;
    }
    if (body === undefined) this.#unwritable += records.length;
    else this.#queue.add({ body, records: records.length });
    return failure;
  }
}
