/**
 * A metric reader that collects at an interval, and at once when the process ends. Upstream's periodic reader cannot do
 * the latter, waits for exporters where ours hand over bytes, and has its timer from an application that may have faked it.
 */

import { diag } from '@opentelemetry/api';
import {
  type MeterProvider,
  type MetricProducer,
  MetricReader,
  type MetricReaderOptions,
  type ResourceMetrics,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { clearInterval, setInterval } from '@waymark/delivery/builtins';
import { collectNow } from './collect-now.ts';

export interface PeriodicReaderOptions extends Omit<MetricReaderOptions, 'metricProducers'> {
  readonly intervalMillis: number;
  /** How long callbacks of observable instruments are waited for. */
  readonly timeoutMillis: number;
  /** Metrics beside those of the SDK, with a state for this reader. */
  readonly alsoCollect: () => ScopeMetrics[];
  /** Called before everything that was measured is collected. */
  readonly onCollect: () => void;
  /** Hands what was collected over, at once. */
  readonly deliver: (metrics: ResourceMetrics) => void;
  /** Does what takes time of `deliver` in turns of the event loop, and resolves to what is then left to do. */
  readonly prepare?: ((metrics: ResourceMetrics) => Promise<() => void>) | undefined;
  /** False once nobody wants them any more. */
  readonly isWanted: () => boolean;
}

export class PeriodicReader extends MetricReader {
  readonly #options: PeriodicReaderOptions;
  #collector: MetricProducer | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** What is being prepared: an end in between hands it over at once. */
  readonly #unfinished = new Set<ResourceMetrics>();

  constructor(options: PeriodicReaderOptions) {
    super(options);
    this.#options = options;
  }

  override setMetricProducer(collector: MetricProducer): void {
    this.#collector = collector;
    super.setMetricProducer(collector);
  }

  protected override onInitialized(): void {
    this.#timer = setInterval(() => void this.#run(), this.#options.intervalMillis).unref();
  }

  /** Collects what is there without asking anybody, and hands it over, before it returns. Never throws. */
  cut(provider: MeterProvider, resource: ResourceMetrics['resource']): void {
    const { alsoCollect, isWanted, onCollect } = this.#options;
    onCollect();
    const collector = this.#collector;
    if (collector === undefined || !isWanted()) return;
    // Forgotten first: what cannot be delivered now is not tried again, and does not keep the rest back.
    const unfinished = [...this.#unfinished];
    this.#unfinished.clear();
    for (const metrics of unfinished) this.#deliverNow(() => metrics);
    this.#deliverNow(() => ({
      resource,
      scopeMetrics: [...collectNow(provider, collector), ...alsoCollect()],
    }));
  }

  #deliverNow(collected: () => ResourceMetrics): void {
    try {
      this.#options.deliver(collected());
    } catch (error) {
      diag.error('metrics could not be collected', error);
    }
  }

  protected override onForceFlush(): Promise<void> {
    return this.#run();
  }

  protected override async onShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#run();
  }

  /** Never rejects: nobody waits for what the timer starts. */
  async #run(): Promise<void> {
    const { alsoCollect, isWanted, onCollect, timeoutMillis } = this.#options;
    onCollect();
    if (!isWanted()) return;
    try {
      const { resourceMetrics, errors } = await this.collect({ timeoutMillis });
      for (const error of errors) diag.error('a metric could not be collected', error);
      const { resource, scopeMetrics } = resourceMetrics;
      await this.#deliver({ resource, scopeMetrics: [...scopeMetrics, ...alsoCollect()] });
    } catch (error) {
      diag.error('metrics could not be collected', error);
    }
  }

  async #deliver(metrics: ResourceMetrics): Promise<void> {
    const { deliver, prepare } = this.#options;
    if (prepare === undefined) return deliver(metrics);
    this.#unfinished.add(metrics);
    try {
      const handOver = await prepare(metrics);
      if (this.#unfinished.has(metrics)) handOver();
    } finally {
      // What cannot be prepared is not tried again at the end, which it would fail.
      this.#unfinished.delete(metrics);
    }
  }
}
