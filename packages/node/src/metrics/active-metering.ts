/** Metrics once somebody measures, or will soon: what was measured, and the SDK when it is needed. */

import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { clearTimeout, setImmediate, setTimeout } from '@waymark/delivery/builtins';
import { HttpDurations, type HttpMetrics } from '@waymark/http';
import { loadChunk } from '../chunks/load.ts';
import type { MetricsConfig } from '../config/metrics-config.ts';
import type { ExportPipeline } from '../exporting/export-pipeline.ts';
import { messageOf, report } from '../report.ts';
import { instrumentDurations } from './instrument-durations.ts';
import { LazyMeterProvider, NO_METERS } from './lazy-meter-provider.ts';
import { SOON } from './metering.ts';
import type { MetricsSdk } from './sdk.ts';

/** The parts of `Metering` of the same names do what these do. */
export class ActiveMetering {
  readonly provider: LazyMeterProvider;
  readonly #config: MetricsConfig;
  readonly #resource: Resource;
  readonly #pipeline: ExportPipeline;
  #durations: HttpDurations | undefined;
  #sdk: MetricsSdk | undefined;
  #soon: NodeJS.Timeout | undefined;
  #loadsNext = false;
  /** Something was measured since metrics were last handed over. */
  #changed = false;
  #stopped = false;

  constructor(config: MetricsConfig, resource: Resource, pipeline: ExportPipeline) {
    this.#config = config;
    this.#resource = resource;
    this.#pipeline = pipeline;
    this.provider = new LazyMeterProvider({
      load: () => (this.#stopped ? NO_METERS : this.#loadSdk().provider),
      onFailed: (error) => report(`metrics could not be started: ${messageOf(error)}`),
      onMeasured: this.#measured,
      onMade: () => this.#loadNext(),
      onAsked: () => this.#loadSoon(),
    });
    if (config.exporters.some((name) => name !== 'prometheus')) pipeline.collectFrom(this);
  }

  http(): HttpMetrics {
    this.#loadSoon();
    // What samples the runtime needs it. Node defines a stream in it, and V8 compiles anew all that a server does with
    // streams: 0.4 ms now, 50 ms once requests have been served.
    process.getBuiltinModule('node:v8');
    // For exponential buckets and for views, which ours has not, the SDK's own instrument.
    const { histogram, views } = this.#config;
    const bySdk = histogram === 'base2_exponential_bucket_histogram' || views !== undefined;
    return bySdk ? instrumentDurations(this.provider) : this.#httpDurations();
  }

  /** Loads the SDK, which serves Prometheus, and starts what measures by itself. */
  run(start: () => void): void {
    this.provider.load();
    try {
      start();
    } catch (error) {
      report(`the runtime could not be measured: ${messageOf(error)}`);
    }
  }

  /** For the end of the process: what was measured since, without asking anybody. */
  cut(): void {
    if (this.#stopped || !this.#changed) return;
    this.provider.load();
    this.#sdk?.cut();
  }

  async collect(timeoutMillis: number): Promise<void> {
    if (this.#stopped) return;
    if (this.#changed) this.provider.load();
    await atMost(timeoutMillis, this.#sdk?.collect());
  }

  async shutdown(timeoutMillis: number): Promise<void> {
    clearTimeout(this.#soon);
    if (this.#changed) this.provider.load();
    this.#stopped = true;
    await atMost(timeoutMillis, this.#sdk?.shutdown());
  }

  readonly #measured = (): void => {
    if (this.#changed) return;
    this.#changed = true;
    this.#pipeline.used();
  };

  #httpDurations(): HttpDurations {
    this.#durations ??= new HttpDurations(this.#config.exemplarFilter, this.#measured);
    return this.#durations;
  }

  /** Where a request is to be measured in, it should not wait for the SDK. A program without a next turn needs none. */
  #loadNext(): void {
    if (this.#sdk !== undefined || this.#loadsNext) return;
    this.#loadsNext = true;
    setImmediate(() => {
      if (!this.#stopped) this.provider.load();
    }).unref();
  }

  #loadSoon(): void {
    if (this.#stopped) return;
    this.#soon ??= setTimeout(() => this.provider.load(), SOON).unref();
  }

  /** In no request's context: timers keep the one that they were made in. */
  #loadSdk(): MetricsSdk {
    this.#sdk = context.with(ROOT_CONTEXT, () => {
      const { MetricsSdk } = loadChunk('metrics-sdk');
      return new MetricsSdk({
        config: this.#config,
        resource: this.#resource,
        durations: this.#httpDurations(),
        queue: () => this.#pipeline.metricsQueue(this.#config),
        onCollect: () => {
          this.#changed = false;
        },
        report,
      });
    });
    return this.#sdk;
  }
}

/** Settles with the promise, whatever it says, or when the time is over. */
async function atMost(millis: number, promise: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis).unref();
  });
  await Promise.race([promise, enough]).catch(() => {});
  clearTimeout(timer);
}
