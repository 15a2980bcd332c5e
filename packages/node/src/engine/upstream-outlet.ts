/**
 * One signal on its way out by upstream's exporter, accounted for: what upstream drops is counted and said, and what it
 * has not sent when the process ends goes the way that our own engine's goes.
 */

import { context } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, suppressTracing } from '@opentelemetry/core';
import type { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { DeliveryQueue, DeliveryReport, type Destination, type PendingPost } from '@waymark/delivery';
import type { SignalConfig } from '../config/signal-config.ts';
import { otlpDestination } from '../exporting/destinations.ts';
import { bodyOf, type SignalFormat, upstreamExporter } from './upstream-exporter.ts';

/** What upstream's batch processors hold when nobody says otherwise. */
const UPSTREAM_QUEUE_SIZE = 2048;
/** Less than upstream waits before it tries again, and it does not where the time is over by then. */
const ONE_ATTEMPT_MS = 750;

export interface OutletOptions<T> {
  format: SignalFormat<T>;
  signal: SignalConfig;
  /** A destination that does not know the signal (404, 501) turns it off, silently. */
  optional: boolean;
  report(line: string): void;
  /** Called with where an answer came from that says that it is our viewer's, and with what its header says. */
  onViewer?(destination: Destination, said: string): void;
}

/** To upstream's batch processor it is the exporter. */
export class UpstreamOutlet<T> {
  readonly #options: OutletOptions<T>;
  readonly #destination: Destination;
  readonly #exporter: OTLPExporterBase<T[]>;
  readonly #report: DeliveryReport;
  /** Ended and not answered for yet: those that upstream's batch processor is to send. */
  readonly #waiting = new Set<T>();
  /** Likewise, but sent as the last ones, in vain: that processor has them, too, and would hold the process for as long as it tries. */
  #last: readonly T[] = [];
  /** How many of those that wait upstream is sending. */
  #sending = 0;
  /** By which the last ones go at the end of the process. */
  #queue: DeliveryQueue | undefined;
  #off = false;

  constructor(options: OutletOptions<T>) {
    const { format, signal, report, onViewer } = options;
    this.#options = options;
    this.#destination = otlpDestination(signal.otlp, format.name);
    this.#exporter = upstreamExporter(format, signal.otlp, (said) => onViewer?.(this.#destination, said));
    this.#report = new DeliveryReport({
      destination: this.#destination,
      signal: format.name,
      maxQueueBytes: Number.POSITIVE_INFINITY,
      report,
    });
  }

  get pending(): boolean {
    return this.#waiting.size + this.#last.length > 0;
  }

  /** Whether the batch processor is to have a record. It drops what exceeds its queue in silence: so it never gets that. */
  admit(record: T): boolean {
    if (this.#off) return false;
    const { maxQueueSize = UPSTREAM_QUEUE_SIZE } = this.#options.signal.batch;
    if (this.#waiting.size - this.#sending >= maxQueueSize) {
      this.#report.crowdedOut(1);
      return false;
    }
    this.#waiting.add(record);
    return true;
  }

  export(records: T[], done: (result: ExportResult) => void): void {
    // What an end of the process took out meanwhile is still in the batch processor's queue.
    const own = records.filter((record) => this.#waiting.has(record));
    if (own.length === 0) {
      done({ code: ExportResultCode.SUCCESS });
      return;
    }
    this.#sending += own.length;
    this.#exporter.export(own, (result) => {
      this.#sending -= own.length;
      this.#settle(own.filter((record) => this.#waiting.delete(record)).length, result);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  /** Sends what waits, by an exporter that tries once: the usual one would hold the process as long as a request may take. */
  async sendLast(timeoutMillis: number): Promise<void> {
    const records = this.#takeAll();
    if (records.length === 0) return;
    const { format, signal } = this.#options;
    const once = { ...signal.otlp, timeoutMillis: Math.max(1, Math.min(timeoutMillis, ONE_ATTEMPT_MS)) };
    const result = await new Promise<ExportResult>((resolve) => {
      const exporter = upstreamExporter(format, once);
      context.with(suppressTracing(context.active()), () => exporter.export(records, resolve));
    });
    if (result.code === ExportResultCode.SUCCESS) this.#report.delivered(true);
    else if (this.#isUnknown(result)) this.#off = true;
    else this.#last = [...this.#last, ...records];
  }

  /** For the end of the process, after everything else: says how much was refused or found no room, if that was not said. */
  conclude(): void {
    this.#report.last();
    this.#queue?.conclude();
  }

  /** Gives up what still waits, and says so. */
  end(): void {
    this.#report.hold();
    this.#report.ended(this.#takeAll().length);
  }

  /** Takes out what waits, for `deliverSync`. What upstream is sending at this moment may arrive twice: better than not at all. */
  takePending(): PendingPost[] {
    const records = this.#takeAll();
    if (records.length === 0) return [];
    const { format, signal, optional, report } = this.#options;
    const body = bodyOf(format, signal.otlp.protocol).serializer.serializeRequest(records);
    this.#queue ??= new DeliveryQueue({
      destination: this.#destination,
      signal: format.name,
      optional,
      report,
    });
    if (body !== undefined) this.#queue.add({ body: Buffer.from(body), records: records.length });
    return this.#queue.takePending();
  }

  #takeAll(): T[] {
    const records = [...this.#last, ...this.#waiting];
    this.#last = [];
    this.#waiting.clear();
    return records;
  }

  #settle(count: number, result: ExportResult): void {
    if (result.code === ExportResultCode.SUCCESS) this.#report.delivered(this.#waiting.size === 0);
    else if (this.#isUnknown(result)) this.#off = true;
    else this.#report.refusedFor(reasonOf(result), count);
  }

  #isUnknown({ error }: ExportResult): boolean {
    const { code } = (error ?? {}) as { code?: unknown };
    return this.#options.optional && (code === 404 || code === 501);
  }
}

function reasonOf({ error }: ExportResult): string {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  return typeof code === 'number' ? `${code} ${message}`.trim() : message || 'no answer';
}
