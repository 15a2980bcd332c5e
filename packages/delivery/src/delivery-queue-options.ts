/** What a queue is made with, and what it says of itself. */

import type { Batch } from './backlog.ts';
import type { Signal } from './delivery-report.ts';
import type { Destination } from './destination.ts';
import type { RetryOptions } from './retry.ts';
import type { MakeTransport } from './transport.ts';
import type { Outcome, Verdict } from './verdict.ts';

export interface DeliveryQueueOptions {
  destination: Destination;
  /** Most bytes held, those in flight included. When more come the oldest are dropped. @default 16777216 */
  maxQueueBytes?: number;
  /** Most records waiting, those in flight not included (as `OTEL_BSP_MAX_QUEUE_SIZE`). @default unlimited */
  maxQueueRecords?: number;
  signal: Signal;
  /** A server that does not know the signal (404, 501) turns the queue off, silently. @default false */
  optional?: boolean;
  /** Gets each line for people, without prefix or line end. Queues with the same one share what they say of a server. */
  report: (line: string) => void;
  retry?: Partial<RetryOptions>;
  /** How a body travels. @default HTTP */
  transport?: MakeTransport;
  /**
   * What an answer, or none, means for the batch that was sent (`plainBody` of it is what was added). It must not throw.
   *
   * @default as OTLP has it: `verdictOf`
   */
  judge?: (outcome: Outcome, batch: Batch) => Verdict;
}

/** In records, but for `queuedBytes`. Always: added = delivered + dropped + queuedRecords + inflightRecords. */
export interface DeliveryCounts {
  added: number;
  delivered: number;
  /** For whatever reason: queue full, refused, rejected in part, given up, shut down. */
  dropped: number;
  queuedRecords: number;
  queuedBytes: number;
  /** In requests under way, or taken by `takePending` and not yet settled. */
  inflightRecords: number;
}

export interface FlushOptions {
  /** Also ends when nobody listens there or TLS is refused, instead of trying again until the time is over. @default false */
  endOnRefusal?: boolean;
  /**
   * The process ends after it: as `endOnRefusal`, and a failure that is met meanwhile for the first time is not told
   * as one that will be tried again. `deliverSync` must follow, also when no time is left: it says what is lost.
   *
   * @default false
   */
  ending?: boolean;
}
