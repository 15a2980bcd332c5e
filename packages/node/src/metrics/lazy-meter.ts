/** A meter and its instruments, each of which becomes one of the SDK's when it is first used. */

import type {
  Attributes,
  BatchObservableCallback,
  Context,
  Counter,
  Gauge,
  Histogram,
  Meter,
  MetricOptions,
  Observable,
  ObservableCallback,
  UpDownCounter,
} from '@opentelemetry/api';

export interface InstrumentHome {
  /** Something is about to be measured. */
  measured(): void;
  /** An instrument was made that will be told what to measure. */
  made(): void;
  /** Acts at once where the SDK is there, and else when it has loaded. */
  whenLoaded(act: () => void): void;
}

export class LazyMeter implements Meter {
  readonly #home: InstrumentHome;
  readonly #load: () => Meter;
  #loaded: Meter | undefined;
  /** A callback observes our instruments, the SDK wants its own. */
  readonly #translated = new WeakMap<BatchObservableCallback, BatchObservableCallback>();

  constructor(home: InstrumentHome, load: () => Meter) {
    this.#home = home;
    this.#load = load;
  }

  createCounter(name: string, options?: MetricOptions): Counter {
    return new LazyAdder(this.#home, () => this.#meter().createCounter(name, options));
  }

  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter {
    return new LazyAdder(this.#home, () => this.#meter().createUpDownCounter(name, options));
  }

  createHistogram(name: string, options?: MetricOptions): Histogram {
    return new LazyRecorder(this.#home, () => this.#meter().createHistogram(name, options));
  }

  createGauge(name: string, options?: MetricOptions): Gauge {
    return new LazyRecorder(this.#home, () => this.#meter().createGauge(name, options));
  }

  createObservableCounter(name: string, options?: MetricOptions): Observable {
    return new LazyObservable(this.#home, () => this.#meter().createObservableCounter(name, options));
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): Observable {
    return new LazyObservable(this.#home, () => this.#meter().createObservableUpDownCounter(name, options));
  }

  createObservableGauge(name: string, options?: MetricOptions): Observable {
    return new LazyObservable(this.#home, () => this.#meter().createObservableGauge(name, options));
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#home.whenLoaded(() =>
      this.#meter().addBatchObservableCallback(this.#translate(callback), observables.map(realOf)),
    );
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#home.whenLoaded(() =>
      this.#meter().removeBatchObservableCallback(this.#translate(callback), observables.map(realOf)),
    );
  }

  #meter(): Meter {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  /** The same one for the same callback, so that it can be removed. */
  #translate(callback: BatchObservableCallback): BatchObservableCallback {
    const known = this.#translated.get(callback);
    if (known !== undefined) return known;
    const translated: BatchObservableCallback = (result) =>
      callback({ observe: (metric, value, attributes) => result.observe(realOf(metric), value, attributes) });
    this.#translated.set(callback, translated);
    return translated;
  }
}

/** The SDK's instrument behind one of ours. */
function realOf(observable: Observable): Observable {
  return observable instanceof LazyObservable ? observable.real() : observable;
}

class LazyAdder implements Counter, UpDownCounter {
  readonly #home: InstrumentHome;
  readonly #make: () => Counter;
  #made: Counter | undefined;

  constructor(home: InstrumentHome, make: () => Counter) {
    this.#home = home;
    this.#make = make;
    home.made();
  }

  add(value: number, attributes?: Attributes, context?: Context): void {
    this.#home.measured();
    this.#made ??= this.#make();
    this.#made.add(value, attributes, context);
  }
}

class LazyRecorder implements Histogram, Gauge {
  readonly #home: InstrumentHome;
  readonly #make: () => Histogram;
  #made: Histogram | undefined;

  constructor(home: InstrumentHome, make: () => Histogram) {
    this.#home = home;
    this.#make = make;
    home.made();
  }

  record(value: number, attributes?: Attributes, context?: Context): void {
    this.#home.measured();
    this.#made ??= this.#make();
    this.#made.record(value, attributes, context);
  }
}

class LazyObservable implements Observable {
  readonly #home: InstrumentHome;
  readonly #make: () => Observable;
  #made: Observable | undefined;

  constructor(home: InstrumentHome, make: () => Observable) {
    this.#home = home;
    this.#make = make;
  }

  real(): Observable {
    this.#made ??= this.#make();
    return this.#made;
  }

  addCallback(callback: ObservableCallback): void {
    this.#home.whenLoaded(() => this.real().addCallback(callback));
  }

  removeCallback(callback: ObservableCallback): void {
    this.#home.whenLoaded(() => this.real().removeCallback(callback));
  }
}
