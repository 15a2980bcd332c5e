/** Metrics: what the application measures, what requests take, and what the runtime does. */

import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { clearTimeout, setTimeout } from '@waymark/delivery/builtins';
import type { HttpMetrics } from '@waymark/http';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import type { MetricsConfig } from '../config/metrics-config.ts';
import type { LazyPipeline } from '../exporting/lazy-pipeline.ts';
import { inWorker } from '../report.ts';
import type { ActiveMetering } from './active-metering.ts';

export interface Metering {
  /** `undefined` when metrics go nowhere. */
  readonly provider: MeterProvider | undefined;
  /** What keeps the durations of HTTP requests. */
  http(): HttpMetrics | undefined;
  /** For what measures by itself: called a second after the start, and never in a Worker. */
  whenRunning(start: () => void): void;
  /** Collects now, and hands it to the exporters; waits for the application's callbacks so long. Never rejects. */
  collect(timeoutMillis: number): Promise<void>;
  /** Likewise, for the last time. */
  shutdown(timeoutMillis: number): Promise<void>;
}

const OFF: Metering = {
  provider: undefined,
  http: () => undefined,
  whenRunning() {},
  collect: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** Long enough for a start and its first requests not to pay for the SDK, in milliseconds. */
export const SOON = 1000;

export function metering(config: WaymarkConfig, resource: Resource, pipeline: LazyPipeline): Metering {
  const metrics = inWorker() ? withoutServer(config.metrics) : config.metrics;
  if (metrics.exporters.length === 0) return OFF;
  return new LazyMetering(
    () => new (loadChunk('telemetry').ActiveMetering)(metrics, resource, pipeline.get()),
  );
}

/** The port is the process's. */
function withoutServer(config: MetricsConfig): MetricsConfig {
  return { ...config, exporters: config.exporters.filter((name) => name !== 'prometheus') };
}

/** Loads with the first meter, the first server or client of HTTP, or a second after the start. */
class LazyMetering implements Metering {
  readonly provider: MeterProvider = { getMeter: (...of) => this.#get().provider.getMeter(...of) };
  readonly #load: () => ActiveMetering;
  #loaded: ActiveMetering | undefined;
  #soon: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(load: () => ActiveMetering) {
    this.#load = load;
  }

  http(): HttpMetrics {
    return this.#get().http();
  }

  whenRunning(start: () => void): void {
    if (!inWorker()) this.#soon = setTimeout(() => this.#get().run(start), SOON).unref();
  }

  async collect(timeoutMillis: number): Promise<void> {
    await this.#loaded?.collect(timeoutMillis);
  }

  async shutdown(timeoutMillis: number): Promise<void> {
    clearTimeout(this.#soon);
    this.#stopped = true;
    await this.#loaded?.shutdown(timeoutMillis);
  }

  /** After the end it is one that has ended: meters are still asked for. */
  #get(): ActiveMetering {
    if (this.#loaded === undefined) {
      this.#loaded = this.#load();
      if (this.#stopped) void this.#loaded.shutdown(0);
    }
    return this.#loaded;
  }
}
