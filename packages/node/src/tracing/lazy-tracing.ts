/**
 * Tracing that loads at its first use: when the application loads something that makes spans, asks for a tracer, or
 * propagates. Until then only the context manager is there.
 */

import type {
  Context,
  ContextManager,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
  TracerProvider,
} from '@opentelemetry/api';
import { WaymarkContextManager } from '@waymark/tracing';
import { loadChunk } from '../chunks/load.ts';
import type { Tracing } from './tracing.ts';

/** The name under which Next.js asks for tracers. */
const NEXT = 'next.js';

export class LazyTracing {
  readonly contextManager: ContextManager;
  /** What the application's API finds: gives it the real tracers. */
  readonly provider: TracerProvider & { forceFlush(): Promise<void> } = {
    getTracer: (name, version, options) => {
      const tracer = this.get().provider.getTracer(name, version, options);
      return name === NEXT ? loadChunk('next').nextTracer(tracer) : tracer;
    },
    // Not of the interface, but looked for where a process sleeps between its tasks, as on AWS Lambda.
    forceFlush: () => this.flush(),
  };
  /** Delivers what is buffered; set by the start, which knows what there is. */
  flush: () => Promise<void> = () => Promise.resolve();
  readonly propagator: TextMapPropagator = {
    inject: (context: Context, carrier: unknown, setter: TextMapSetter) =>
      this.get().propagator.inject(context, carrier, setter),
    extract: (context: Context, carrier: unknown, getter: TextMapGetter) =>
      this.get().propagator.extract(context, carrier, getter),
    fields: () => this.get().propagator.fields(),
  };
  readonly #load: () => Tracing;
  #loaded: Tracing | undefined;
  #stopped = false;

  constructor(load: () => Tracing, contextManager: ContextManager = new WaymarkContextManager().enable()) {
    this.#load = load;
    this.contextManager = contextManager;
  }

  get(): Tracing {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  get ifLoaded(): Tracing | undefined {
    return this.#loaded;
  }

  /** Ends what goes on in patches that stay. */
  stop(): void {
    this.#stopped = true;
    this.#loaded?.release();
  }

  get stopped(): boolean {
    return this.#stopped;
  }
}
