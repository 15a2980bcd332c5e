/**
 * From ended spans and log records to the destinations. Encoders and queues are made when the first record needs them, or when
 * a module loads that will soon make one (`warmUp`).
 */

import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  DeliveryQueue,
  type DeliveryQueueOptions,
  type Destination,
  deliverSync,
  type Outcome,
  type PendingPost,
  prepare,
  type Verdict,
  verdictOf,
} from '@waymark/delivery';
import { OtlpLogRecordProcessor, OtlpSpanProcessor, type RecordBatch, type Serialize } from '@waymark/otlp';
import { loadChunk } from '../chunks/load.ts';
import type { LogExporterName } from '../config/log-exporters-config.ts';
import type { MetricsConfig } from '../config/metrics-config.ts';
import type { ExporterName, SignalConfig, TracesConfig } from '../config/signal-config.ts';
import type { Delivery } from '../ending/exit.ts';
import { otlpDestination, zipkinDestination } from './destinations.ts';

/** A processor that collects records and hands them to a queue. */
interface Collector {
  /** Hands over what is collected now, without waiting for its batch to fill. */
  cut(): void;
}

export class ExportPipeline implements Delivery {
  readonly #resource: Resource;
  readonly #report: (line: string) => void;
  readonly #collectors: Collector[] = [];
  readonly #queues: DeliveryQueue[] = [];
  #onUse: (() => void) | undefined;
  #onEnding: (() => void) | undefined;
  /** Called with where an answer came from that says that it is our viewer's, and with what its header says. Throws nothing. */
  onViewer: ((destination: Destination, said?: string) => void) | undefined;

  constructor(resource: Resource, report: (line: string) => void) {
    this.#resource = resource;
    this.#report = report;
  }

  /** One processor an exporter of the signal; each loads its exporter at the first span that ends, or at `warmUp`. */
  spanProcessors(signal: TracesConfig): LazySpanProcessor[] {
    return signal.exporters.map(
      (name) => new LazySpanProcessor(() => this.#spanProcessor(name, signal), this.used),
    );
  }

  /** Loads at once: whoever calls this has a log record in hand. */
  logRecordProcessors(signal: SignalConfig): LogRecordProcessor[] {
    return signal.exporters.map((name) => {
      if (name === 'console') return loadChunk('console').consoleLogRecordProcessor();
      return name === 'otlp' ? this.#otlpLogs(signal) : this.#logsBy(name as LogExporterName, signal);
    });
  }

  /** Metrics are collected by readers of their own, which are asked for the last of them at the end. */
  collectFrom(collector: Collector): void {
    this.#collectors.push(collector);
  }

  /** Where the metrics of OTLP go. Jaeger and others know none: said only to those who asked for them. */
  metricsQueue({ otlp, askedFor }: MetricsConfig): DeliveryQueue {
    return this.#newQueue({
      destination: otlpDestination(otlp, 'metrics'),
      signal: 'metrics',
      optional: !askedFor,
    });
  }

  whenUsed(callback: () => void): void {
    this.#onUse = callback;
  }

  /** Told by whoever is about to keep a record. */
  readonly used = (): void => {
    this.#onUse?.();
    this.#onUse = undefined;
  };

  /** @param callback gives up what waits elsewhere for a request to end */
  whenEnding(callback: () => void): void {
    this.#onEnding = callback;
  }

  ending(): void {
    this.#onEnding?.();
  }

  pending(): boolean {
    for (const collector of this.#collectors) collector.cut();
    return this.#queues.some((queue) => queue.counts.queuedRecords + queue.counts.inflightRecords > 0);
  }

  async flush(timeoutMillis: number, { ending = false } = {}): Promise<void> {
    for (const collector of this.#collectors) collector.cut();
    const options = ending ? { ending } : { endOnRefusal: true };
    await Promise.all(this.#queues.map((queue) => queue.flush(timeoutMillis, options)));
  }

  /** Keeps `node:http` and `node:https` as they are now, before the application may put something over them. */
  keepHttp(): void {
    if (this.#queues.length > 0) prepare();
  }

  deliverNow(timeoutMillis: number): void {
    const posts = this.takePending();
    if (posts.length > 0) deliverSync(posts, timeoutMillis);
  }

  conclude(): void {
    for (const queue of this.#queues) queue.conclude();
  }

  /** Takes out everything undelivered: for one child process, and for one line on what is lost. */
  protected takePending(): PendingPost[] {
    for (const collector of this.#collectors) collector.cut();
    return this.#queues.flatMap((queue) => queue.takePending());
  }

  /** Delivers what is left and closes the connections, within `timeoutMillis`; what then remains is dropped. */
  async shutdown(timeoutMillis: number): Promise<void> {
    for (const collector of this.#collectors) collector.cut();
    await Promise.all(this.#queues.map((queue) => queue.shutdown(timeoutMillis)));
    this.conclude();
  }

  #spanProcessor(name: ExporterName, signal: TracesConfig): SpanProcessor {
    if (name === 'console') return loadChunk('console').consoleSpanProcessor();
    const zipkin = name === 'zipkin';
    const destination = zipkin ? zipkinDestination(signal.zipkin) : otlpDestination(signal.otlp, 'traces');
    return this.#collecting(
      new OtlpSpanProcessor({
        ...this.#collectorOptions(signal, this.#queue(destination, signal, 'traces')),
        ...(zipkin ? { batch: zipkinBatch(signal) } : jsonSpans(signal)),
      }),
    );
  }

  #otlpLogs(signal: SignalConfig): LogRecordProcessor {
    const queue = this.#queue(otlpDestination(signal.otlp, 'logs'), signal, 'logs');
    return this.#collecting(
      new OtlpLogRecordProcessor({ ...this.#collectorOptions(signal, queue), ...jsonLogs(signal) }),
    );
  }

  /** By an exporter with a protocol of its own, which has a part to itself. */
  #logsBy(name: LogExporterName, signal: SignalConfig): LogRecordProcessor {
    const { serialize, ...delivery } = loadChunk(name).logDelivery(signal[name] as never);
    const queue = this.#newQueue({
      ...delivery,
      maxQueueRecords: signal.batch.maxQueueSize,
      signal: 'logs',
    });
    return this.#collecting(
      new OtlpLogRecordProcessor({ ...this.#collectorOptions(signal, queue), serialize }),
    );
  }

  #collectorOptions(signal: SignalConfig, queue: DeliveryQueue) {
    const { maxExportBatchSize, scheduledDelayMillis } = signal.batch;
    return {
      resource: this.#resource,
      report: this.#report,
      queue,
      maxExportBatchSize,
      scheduledDelayMillis,
    };
  }

  #collecting<T extends Collector>(collector: T): T {
    this.#collectors.push(collector);
    return collector;
  }

  #queue(destination: Destination, signal: SignalConfig, name: 'traces' | 'logs'): DeliveryQueue {
    return this.#newQueue({
      destination,
      maxQueueRecords: signal.batch.maxQueueSize,
      signal: name,
      // A destination may not know log records that nobody asked for by name: Jaeger answers 404 to them. Spans are what
      // we are here for: where they are not known, the address is wrong, and that is said.
      optional: name === 'logs' && !signal.askedFor,
    });
  }

  #newQueue(options: Omit<DeliveryQueueOptions, 'report'>): DeliveryQueue {
    const { destination, optional = false } = options;
    const judge = (outcome: Outcome): Verdict => {
      if ('viewer' in outcome) this.onViewer?.(destination, outcome.viewer);
      return verdictOf(outcome, optional);
    };
    const way = destination.protocol === 'grpc' ? loadChunk('grpc').overGrpc(optional) : { judge };
    const queue = new DeliveryQueue({ ...way, ...options, report: this.#report });
    this.#queues.push(queue);
    return queue;
  }
}

function zipkinBatch({ zipkin }: TracesConfig): RecordBatch<ReadableSpan> {
  return new (loadChunk('zipkin').ZipkinSpanBatch)(zipkin.protocol);
}

function jsonSpans({ otlp }: SignalConfig): { serialize?: Serialize<ReadableSpan> } {
  if (otlp.protocol !== 'http/json') return {};
  const { JsonTraceSerializer } = loadChunk('otlp-json');
  return { serialize: (spans) => JsonTraceSerializer.serializeRequest([...spans]) };
}

function jsonLogs({ otlp }: SignalConfig): { serialize?: Serialize<ReadableLogRecord> } {
  if (otlp.protocol !== 'http/json') return {};
  const { JsonLogsSerializer } = loadChunk('otlp-json');
  return { serialize: (records) => JsonLogsSerializer.serializeRequest([...records]) };
}

/** Stands in for a processor until a span ends. Valid because none of ours does anything when a span starts. */
export class LazySpanProcessor implements SpanProcessor {
  readonly #load: () => SpanProcessor;
  #onFirst: (() => void) | undefined;
  #loaded: SpanProcessor | undefined;

  /** @param onFirst called at the first span that ends */
  constructor(load: () => SpanProcessor, onFirst: () => void) {
    this.#load = load;
    this.#onFirst = onFirst;
  }

  warmUp(): SpanProcessor {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  onStart(_span: Span): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#onFirst !== undefined) {
      this.#onFirst();
      this.#onFirst = undefined;
    }
    this.warmUp().onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#loaded?.forceFlush() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#loaded?.shutdown() ?? Promise.resolve();
  }
}
