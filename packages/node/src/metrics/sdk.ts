/** The metrics SDK with its readers, one an exporter. Loaded with the first measurement, or a second after the start. */

import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, type MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { DeliveryQueue } from '@waymark/delivery';
import type { HttpDurations } from '@waymark/http';
import { encodeMetrics, encodeMetricsInTurns } from '@waymark/otlp';
import { loadChunk } from '../chunks/load.ts';
import type { MetricsConfig } from '../config/metrics-config.ts';
import { VERSION } from '../version.ts';
import { PeriodicReader } from './periodic-reader.ts';
import { otlpPreferences } from './preferences.ts';
import { viewOptions } from './views.ts';

export interface MetricsSdkOptions {
  readonly config: MetricsConfig;
  readonly resource: Resource;
  /** What HTTP requests took; of none where that is measured by instruments of the SDK. */
  readonly durations: HttpDurations;
  /** Where OTLP goes. */
  readonly queue: () => DeliveryQueue;
  /** Called when all that was measured is about to be handed over. */
  onCollect(): void;
  report(line: string): void;
}

type ReaderOf = (options: MetricsSdkOptions) => { reader: MetricReader; close?(): void };

const READERS: Record<MetricsConfig['exporters'][number], ReaderOf> = {
  otlp: otlpReader,
  console: consoleReader,
  prometheus: prometheusReader,
};

/** What our own durations are reported under. */
const SCOPE = { name: '@waymark/http', version: VERSION };

export class MetricsSdk {
  readonly provider: MeterProvider;
  readonly #resource: Resource;
  readonly #readers: ReturnType<ReaderOf>[];

  constructor(options: MetricsSdkOptions) {
    const { config, resource } = options;
    this.#resource = resource;
    this.#readers = config.exporters.map((name) => READERS[name](options));
    this.provider = new MeterProvider({
      resource,
      readers: this.#readers.map(({ reader }) => reader),
      sdkMetricsEnabled: config.ofTheSdk,
      views: config.views?.map(viewOptions),
    });
  }

  /** Collects for all exporters that are sent to, without asking observable instruments, before it returns. */
  cut(): void {
    for (const { reader } of this.#readers) {
      if (reader instanceof PeriodicReader) reader.cut(this.provider, this.#resource);
    }
  }

  /** Collects for all exporters that are sent to. */
  collect(): Promise<void> {
    return this.provider.forceFlush();
  }

  /** Likewise, for the last time. */
  async shutdown(): Promise<void> {
    for (const { close } of this.#readers) close?.();
    await this.provider.shutdown();
  }
}

function otlpReader(options: MetricsSdkOptions): { reader: MetricReader } {
  const { config } = options;
  const queue = options.queue();
  const { encode, inTurns } = encodersOf(config);
  const add = (records: number, body: Uint8Array | undefined) => {
    if (body === undefined) return;
    queue.add({ body: Buffer.from(body.buffer, body.byteOffset, body.length), records });
  };
  const temporality = config.temporality === 'cumulative' ? 'cumulative' : 'delta';
  const reader = new PeriodicReader({
    ...otlpPreferences(config),
    ...collecting(options, temporality),
    isWanted: () => !queue.off,
    deliver(metrics) {
      const records = pointsIn(metrics);
      if (records > 0) add(records, encode(metrics));
    },
    prepare:
      inTurns &&
      (async (metrics) => {
        const records = pointsIn(metrics);
        if (records === 0) return () => {};
        const body = await inTurns(metrics);
        return () => add(records, body);
      }),
  });
  return { reader };
}

interface Encoders {
  encode(metrics: ResourceMetrics): Uint8Array | undefined;
  inTurns?(metrics: ResourceMetrics): Promise<Uint8Array>;
}

/** JSON is upstream's, which knows no exemplars. */
function encodersOf({ otlp }: MetricsConfig): Encoders {
  if (otlp.protocol !== 'http/json') return { encode: encodeMetrics, inTurns: encodeMetricsInTurns };
  const { JsonMetricsSerializer } = loadChunk('otlp-json');
  return { encode: (metrics) => JsonMetricsSerializer.serializeRequest(metrics) };
}

function pointsIn({ scopeMetrics }: ResourceMetrics): number {
  const metrics = scopeMetrics.flatMap(({ metrics: of }) => of);
  return metrics.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}

function consoleReader(options: MetricsSdkOptions): { reader: MetricReader } {
  const reader = new PeriodicReader({
    ...collecting(options, 'cumulative'),
    isWanted: () => true,
    deliver: loadChunk('console').printMetrics,
  });
  return { reader };
}

function collecting(
  { config, durations, onCollect }: MetricsSdkOptions,
  temporality: 'cumulative' | 'delta',
) {
  const { intervalMillis, timeoutMillis } = config;
  return { intervalMillis, timeoutMillis, onCollect, alsoCollect: durations.reader(temporality, SCOPE) };
}

function prometheusReader(options: MetricsSdkOptions): { reader: MetricReader; close(): void } {
  const { resource, report, config, durations } = options;
  const collect = durations.reader('cumulative', SCOPE);
  return loadChunk('prometheus').prometheusReader({
    ...config.prometheus,
    report,
    producer: {
      collect: async () => ({ resourceMetrics: { resource, scopeMetrics: collect() }, errors: [] }),
    },
  });
}
