/**
 * OpenTelemetry's MeterProvider, whose SDK loads with the first measurement. Instruments may be made long before: they
 * stand in for the SDK's own from then on, so that an application may make all of its at the start, for nothing.
 */

import type { Meter, MeterOptions, MeterProvider } from '@opentelemetry/api';
import { type InstrumentHome, LazyMeter } from './lazy-meter.ts';

/** What these measure goes on by itself: no reason to deliver anything when the process ends. */
const BACKGROUND: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-runtime-node',
  '@opentelemetry/instrumentation-host-metrics',
]);

export class LazyMeterProvider implements MeterProvider {
  readonly #load: () => MeterProvider;
  readonly #onMeasured: () => void;
  readonly #onWanted: () => void;
  readonly #waiting: (() => void)[] = [];
  #loaded: MeterProvider | undefined;

  /**
   * @param load called once
   * @param onMeasured called whenever something is measured, before it is kept
   * @param onWanted called when something waits to be asked for its value: the SDK should load soon
   */
  constructor(load: () => MeterProvider, onMeasured: () => void, onWanted: () => void) {
    this.#load = load;
    this.#onMeasured = onMeasured;
    this.#onWanted = onWanted;
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    const home: InstrumentHome = {
      measured: BACKGROUND.has(name) ? () => {} : this.#onMeasured,
      whenLoaded: (act) => this.whenLoaded(act),
    };
    return new LazyMeter(home, () => this.load().getMeter(name, version, options));
  }

  /** The SDK's provider. */
  load(): MeterProvider {
    if (this.#loaded !== undefined) return this.#loaded;
    this.#loaded = this.#load();
    for (const act of this.#waiting.splice(0)) act();
    return this.#loaded;
  }

  /** Acts at once where the SDK is there, and else when it has loaded. */
  whenLoaded(act: () => void): void {
    if (this.#loaded !== undefined) {
      act();
      return;
    }
    this.#waiting.push(act);
    this.#onWanted();
  }
}
