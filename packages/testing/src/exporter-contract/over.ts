/** Exporters in their usual shapes, as the suite wants them. */

import type { ContractExporter } from './adapter.ts';

/** The sums of a `DeliveryQueue`. */
interface QueueLike {
  readonly counts: { delivered: number; dropped: number; queuedBytes: number };
  flush(timeoutMs: number): Promise<void>;
  shutdown(timeoutMs: number): Promise<void>;
}

/** A processor that fills the queue: `OtlpSpanProcessor`, `OtlpLogRecordProcessor`. */
interface ProcessorLike {
  readonly counts: { dropped: number };
  cut(): void;
  shutdown(): Promise<void>;
}

/** @param produce gives the processor a record */
export function overProcessor(
  processor: ProcessorLike,
  queue: QueueLike,
  produce: (number: number, size: number) => void,
): ContractExporter {
  return {
    produce,
    async flush(timeoutMs) {
      processor.cut();
      await queue.flush(timeoutMs);
    },
    async shutdown(timeoutMs) {
      processor.cut();
      await queue.shutdown(timeoutMs);
      await processor.shutdown();
    },
    get counts() {
      const { delivered, dropped } = queue.counts;
      return { delivered, dropped: dropped + processor.counts.dropped };
    },
    get heldBytes() {
      return queue.counts.queuedBytes;
    },
  };
}

/** A `SpanExporter` or `LogRecordExporter` with sums of its own, as any OpenTelemetry SDK drives it. */
interface ExporterLike<T> {
  readonly counts: { delivered: number; dropped: number; queuedBytes?: number };
  export(records: T[], done: (result: { code: number; error?: Error }) => void): void;
  /** @param timeoutMs where it takes one, the longest that it may take; of `shutdown` too */
  forceFlush?(timeoutMs?: number): Promise<void>;
  shutdown(timeoutMs?: number): Promise<void>;
}

/** Batches as an SDK's batch processor does. */
export function overExporter<T>(
  exporter: ExporterLike<T>,
  record: (number: number, size: number) => T,
  batchRecords: number,
): ContractExporter {
  let batch: T[] = [];
  const cut = () => {
    if (batch.length > 0) exporter.export(batch, () => {});
    batch = [];
  };
  return {
    produce(number, size) {
      batch.push(record(number, size));
      if (batch.length >= batchRecords) cut();
    },
    async flush(timeoutMs) {
      cut();
      await exporter.forceFlush?.(timeoutMs);
    },
    async shutdown(timeoutMs) {
      cut();
      await exporter.shutdown(timeoutMs);
    },
    get counts() {
      return exporter.counts;
    },
    get heldBytes() {
      return exporter.counts.queuedBytes ?? 0;
    },
  };
}
