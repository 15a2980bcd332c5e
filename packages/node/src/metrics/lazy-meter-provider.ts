/**
 * OpenTelemetry's MeterProvider, whose SDK loads with the first measurement at the latest. Instruments that were made
 * before stand in for the SDK's own from then on.
 */

import { createNoopMeter, diag, type Meter, type MeterOptions, type MeterProvider } from '@opentelemetry/api';
import { type InstrumentHome, LazyMeter } from './lazy-meter.ts';

/** What these measure goes on by itself: no reason to deliver anything when the process ends. */
const BACKGROUND: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-runtime-node',
  '@opentelemetry/instrumentation-host-metrics',
]);

/** What is measured goes nowhere. */
export const NO_METERS: MeterProvider = { getMeter: () => createNoopMeter() };

const NOTHING = { onMeasured() {}, onMade() {} };

export interface LazyMeterProviderOptions {
  /** Called once. */
  load(): MeterProvider;
  /** Called when that throws: measurements then go nowhere, and the application goes on. */
  onFailed(error: unknown): void;
  /** Called whenever something is measured, before it is kept. */
  onMeasured(): void;
  /** Called when an instrument was made that will be told what to measure: in the next request, perhaps. */
  onMade(): void;
  /** Called when something waits to be asked for its value. */
  onAsked(): void;
}

export class LazyMeterProvider implements MeterProvider {
  readonly #options: LazyMeterProviderOptions;
  readonly #waiting: (() => void)[] = [];
  #loaded: MeterProvider | undefined;

  constructor(options: LazyMeterProviderOptions) {
    this.#options = options;
  }

  getMeter(name: string, version?: string, options?: MeterOptions): Meter {
    const { onMeasured, onMade } = BACKGROUND.has(name) ? NOTHING : this.#options;
    const home: InstrumentHome = {
      measured: onMeasured,
      made: onMade,
      whenLoaded: (act) => this.#whenLoaded(act),
    };
    return new LazyMeter(home, () => this.load().getMeter(name, version, options));
  }

  /** The SDK's provider. */
  load(): MeterProvider {
    if (this.#loaded !== undefined) return this.#loaded;
    this.#loaded = this.#tryToLoad();
    for (const act of this.#waiting.splice(0)) {
      try {
        act();
      } catch (error) {
        // What the application asked for cannot be told to it any more: it asked some time ago.
        diag.error('an instrument could not be made', error);
      }
    }
    return this.#loaded;
  }

  #tryToLoad(): MeterProvider {
    try {
      return this.#options.load();
    } catch (error) {
      this.#options.onFailed(error);
      return NO_METERS;
    }
  }

  /** Acts at once where the SDK is there, and else when it has loaded. */
  #whenLoaded(act: () => void): void {
    if (this.#loaded !== undefined) {
      act();
      return;
    }
    this.#waiting.push(act);
    this.#options.onAsked();
  }
}
