/**
 * Encodes records as they end and hands whole requests to a delivery queue: what the span and the log
 * record processor have in common.
 *
 * A batch is cut when it holds `maxExportBatchSize` records or {@link MAX_BATCH_BYTES}, when
 * `scheduledDelayMillis` have passed since a record found no timer running, and on demand. Nothing here
 * throws into the application.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { diag } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { DeliveryQueue } from '@waymark/delivery';
import { clearTimeout, setTimeout } from '@waymark/delivery/builtins';
import { AwaitedResource, atMost } from './awaited-resource.ts';
import type { Scope } from './envelope.ts';
import { RecordEncoder, type WriteRecord } from './record-encoder.ts';
import { RecordKeeper, type Serialize } from './record-keeper.ts';
import type { TakenRecords } from './taken-records.ts';

/** A batch is cut here whatever its count: half of what the smallest common receiver limit would take. */
export const MAX_BATCH_BYTES = 512 * 1024;

/** What may pile up while the resource is awaited; beyond it the oldest batch is dropped. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** The time that shutting down may take: for the resource, then to deliver what is left, in milliseconds. */
const SHUTDOWN_RESOURCE_WAIT_MS = 500;
const SHUTDOWN_MS = 2500;

export interface OtlpProcessorOptions<T = never> {
  /** The resource of the provider that this processor belongs to: all its records are sent under it. */
  resource: Resource;
  /** Where the requests go. The processor owns it: its shutdown shuts the queue down. */
  queue: Pick<DeliveryQueue, 'add' | 'flush' | 'shutdown' | 'off'>;
  /** The most records in a request. @default 512 */
  maxExportBatchSize?: number;
  /** The longest that a record waits for others, in milliseconds. @default 5000 for spans, 1000 for log records */
  scheduledDelayMillis?: number;
  /**
   * Writes a request of records that were kept until their batch was cut, in one stretch: for OTLP/JSON, or another
   * format. @default protobuf, each record encoded when it ends
   */
  serialize?: Serialize<T>;
  /** Takes the place of both: for a format of which each record can be written when it ends. Of this processor alone. */
  batch?: RecordBatch<T>;
  /** Takes the one line about the first records that were dropped here. @default diag.warn */
  report?: (line: string) => void;
}

/** Records on their way into a request. */
export interface RecordBatch<T> {
  /** How many there are, and about how many bytes they take, in memory or in the request. */
  readonly records: number;
  readonly bytes: number;
  /** @throws where the record cannot be written: it is then dropped alone */
  add(scope: Scope, record: T): void;
  /** All of them, and none is left. */
  take(): TakenRecords;
}

/** What became of the records of a processor. */
export interface OtlpProcessorCounts {
  /** Records handed to the queue. */
  queued: number;
  /** Records that could not be encoded, or were too many while the resource was awaited. */
  dropped: number;
}

export class RecordBatcher<T extends object> {
  readonly counts: OtlpProcessorCounts = { queued: 0, dropped: 0 };

  readonly #options: Required<Omit<OtlpProcessorOptions<T>, 'serialize' | 'batch'>>;
  readonly #encoder: RecordBatch<T>;
  readonly #resource: AwaitedResource;
  /**
   * Runs a function in the context of construction. A timer that a request arms would otherwise keep that
   * request's context alive, and a POST would run in it.
   */
  readonly #outside = AsyncLocalStorage.snapshot();
  #timer: NodeJS.Timeout | undefined;
  #shutdown: Promise<void> | undefined;
  #dropReported = false;

  #waiting: TakenRecords[] = [];
  #waitingBytes = 0;

  constructor(writeRecord: WriteRecord<T>, options: OtlpProcessorOptions<T>, defaultDelayMillis: number) {
    this.#options = {
      ...options,
      maxExportBatchSize: options.maxExportBatchSize ?? 512,
      scheduledDelayMillis: options.scheduledDelayMillis ?? defaultDelayMillis,
      report: options.report ?? ((line) => diag.warn(line)),
    };
    const { serialize, batch } = options;
    this.#encoder = batch ?? (serialize ? new RecordKeeper(serialize) : new RecordEncoder(writeRecord));
    this.#resource = new AwaitedResource(options.resource, () => this.#guarded(() => this.#releaseWaiting()));
  }

  /** Encodes one record. After shutdown, or when the queue's server does not want any, it does nothing. */
  add(scope: Scope, record: T): void {
    if (this.#shutdown !== undefined || this.#options.queue.off) return;
    const encoder = this.#encoder;
    try {
      encoder.add(scope, record);
    } catch (error) {
      this.#drop(1, unencodable(error));
      return;
    }
    if (encoder.records >= this.#options.maxExportBatchSize || encoder.bytes >= MAX_BATCH_BYTES) {
      this.#outside(() => this.#guarded(() => this.#cutBatch()));
    } else if (this.#timer === undefined) {
      this.#outside(() => this.#arm());
    }
  }

  /** Hands everything to the queue at once, under the resource as it is now. For the end of the process. */
  cut(): void {
    this.#outside(() =>
      this.#guarded(() => {
        this.#cutBatch();
        this.#releaseWaiting();
      }),
    );
  }

  /** Hands everything to the queue, once the resource is complete, and waits until it is delivered or dropped. */
  async flush(timeoutMillis?: number): Promise<void> {
    if (this.#shutdown !== undefined) return this.#shutdown;
    if (this.#resource.pending !== undefined) await this.#resource.pending;
    this.cut();
    await this.#options.queue.flush(timeoutMillis);
  }

  /** Like {@link flush}, for good: no record is taken any more, and the queue is shut down. */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#finish();
    return this.#shutdown;
  }

  async #finish(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#resource.pending !== undefined) await atMost(SHUTDOWN_RESOURCE_WAIT_MS, this.#resource.pending);
    this.cut();
    await this.#options.queue.shutdown(SHUTDOWN_MS);
  }

  #arm(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#guarded(() => this.#cutBatch());
    }, this.#options.scheduledDelayMillis);
    this.#timer.unref();
  }

  #cutBatch(): void {
    if (this.#encoder.records === 0) return;
    const taken = this.#encoder.take();
    if (this.#resource.pending === undefined) this.#enqueue(taken);
    else this.#wait(taken.kept());
  }

  #enqueue(taken: TakenRecords): void {
    const { records } = taken;
    let body: Buffer;
    try {
      body = taken.body(this.#resource.envelope());
    } catch (error) {
      this.#drop(records, unencodable(error));
      return;
    }
    this.#options.queue.add({ body, records });
    this.counts.queued += records;
  }

  #wait(taken: TakenRecords): void {
    this.#waiting.push(taken);
    this.#waitingBytes += taken.bytes;
    while (this.#waitingBytes > MAX_WAITING_BYTES) {
      const oldest = this.#waiting.shift()!;
      this.#waitingBytes -= oldest.bytes;
      this.#drop(oldest.records, 'after waiting for resource attributes');
    }
  }

  #releaseWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const taken of waiting) this.#enqueue(taken);
  }

  #drop(records: number, why: string): void {
    this.counts.dropped += records;
    if (this.#dropReported) return;
    this.#dropReported = true;
    const what = records === 1 ? 'A record was' : `${records} records were`;
    const line = `${what} dropped, ${why}; more are only counted.`;
    this.#guarded(() => this.#options.report(line));
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      diag.error('OTLP batch failed', error);
    }
  }
}

function unencodable(error: unknown): string {
  return `which could not be encoded ("${error instanceof Error ? error.message : String(error)}")`;
}
