/**
 * The pipeline of `WAYMARK_ENGINE=upstream`: OTLP over HTTP leaves by upstream's batch processors and exporters. What has
 * no such (console, gRPC and Zipkin: RATIONALE.md) goes the way of our own engine.
 */

import { metrics, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { PendingPost } from '@waymark/delivery';
import { setTimeout } from '@waymark/delivery/builtins';
import type { ExporterName, SignalConfig, TracesConfig } from '../config/signal-config.ts';
import { ExportPipeline, LazySpanProcessor } from '../exporting/export-pipeline.ts';
import { LOG_RECORDS, SPANS } from './upstream-exporter.ts';
import { UpstreamOutlet } from './upstream-outlet.ts';

interface Outlet {
  readonly outlet: Pick<
    UpstreamOutlet<unknown>,
    'pending' | 'sendLast' | 'takePending' | 'forceFlush' | 'conclude' | 'end'
  >;
  readonly processor: { forceFlush(): Promise<void> };
}

export class UpstreamPipeline extends ExportPipeline {
  readonly #reportLine: (line: string) => void;
  readonly #countsItself: boolean;
  readonly #outlets: Outlet[] = [];

  /** @param countsItself whether processors measure what they do, as OTEL_NODE_EXPERIMENTAL_SDK_METRICS asks */
  constructor(resource: Resource, report: (line: string) => void, countsItself: boolean) {
    super(resource, report);
    this.#reportLine = report;
    this.#countsItself = countsItself;
  }

  override spanProcessors(signal: TracesConfig): LazySpanProcessor[] {
    const [upstream, others] = byWayOut(signal);
    return [
      ...upstream.map(() => new LazySpanProcessor(() => this.#spans(signal), this.used)),
      ...super.spanProcessors({ ...signal, exporters: others }),
    ];
  }

  override logRecordProcessors(signal: SignalConfig): LogRecordProcessor[] {
    const [upstream, others] = byWayOut(signal);
    return [
      ...upstream.map(() => this.#logs(signal)),
      ...super.logRecordProcessors({ ...signal, exporters: others }),
    ];
  }

  override pending(): boolean {
    return super.pending() || this.#outlets.some(({ outlet }) => outlet.pending);
  }

  override async flush(timeoutMillis: number, options: { ending?: boolean } = {}): Promise<void> {
    const sent = this.#outlets.map(({ outlet, processor }) =>
      options.ending
        ? outlet.sendLast(timeoutMillis)
        : processor.forceFlush().then(() => outlet.forceFlush()),
    );
    await Promise.all([super.flush(timeoutMillis, options), within(timeoutMillis, Promise.allSettled(sent))]);
  }

  protected override takePending(): PendingPost[] {
    return [...super.takePending(), ...this.#outlets.flatMap(({ outlet }) => outlet.takePending())];
  }

  override conclude(): void {
    super.conclude();
    for (const { outlet } of this.#outlets) outlet.conclude();
  }

  override async shutdown(timeoutMillis: number): Promise<void> {
    const sent = this.#outlets.map(({ outlet }) => outlet.sendLast(timeoutMillis));
    await Promise.all([super.shutdown(timeoutMillis), within(timeoutMillis, Promise.allSettled(sent))]);
    for (const { outlet } of this.#outlets) outlet.end();
  }

  /** By the global provider, which is registered by the time that the first processor is made. */
  get #selfObservation() {
    return this.#countsItself ? { selfObsMeterProvider: metrics.getMeterProvider() } : {};
  }

  #spans(signal: SignalConfig): SpanProcessor {
    const outlet = new UpstreamOutlet<ReadableSpan>({
      format: SPANS,
      signal,
      optional: false,
      report: this.#reportLine,
      onViewer: (destination, said) => this.onViewer?.(destination, said),
    });
    const processor = new BatchSpanProcessor({ exporter: outlet, ...signal.batch, ...this.#selfObservation });
    this.#outlets.push({ outlet, processor });
    return {
      onStart() {},
      onEnd(span) {
        const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
        if (isSampled && outlet.admit(span)) processor.onEnd(span);
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => Promise.resolve(),
    };
  }

  #logs(signal: SignalConfig): LogRecordProcessor {
    const outlet = new UpstreamOutlet<ReadableLogRecord>({
      format: LOG_RECORDS,
      signal,
      optional: !signal.askedFor,
      report: this.#reportLine,
      onViewer: (destination, said) => this.onViewer?.(destination, said),
    });
    const processor = new BatchLogRecordProcessor({
      exporter: outlet,
      ...signal.batch,
      ...this.#selfObservation,
    });
    this.#outlets.push({ outlet, processor });
    return {
      onEmit(record) {
        if (outlet.admit(record)) processor.onEmit(record);
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => Promise.resolve(),
    };
  }
}

/** Exporters that leave by upstream's, and the others. */
function byWayOut({ exporters, otlp }: SignalConfig): [ExporterName[], ExporterName[]] {
  const isUpstreams = (name: ExporterName) =>
    (name === 'otlp' || name === 'jaeger' || name === 'viewer') && otlp.protocol !== 'grpc';
  return [exporters.filter(isUpstreams), exporters.filter((name) => !isUpstreams(name))];
}

async function within(timeoutMillis: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, timeoutMillis).unref())]);
}
