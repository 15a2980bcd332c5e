/**
 * What the application finds as tracer provider. Instrumentations take their tracer when they are made, before their SDK
 * registers its provider: a tracer that they got from us is that provider's from then on.
 */

import type { Context, Span, SpanOptions, Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';

export class HandoverProvider implements TracerProvider {
  #provider: TracerProvider;

  constructor(ours: TracerProvider) {
    this.#provider = ours;
  }

  get current(): TracerProvider {
    return this.#provider;
  }

  handOver(theirs: TracerProvider): void {
    this.#provider = theirs;
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    return new HandoverTracer(this, name, version, options);
  }
}

type Active<F extends (span: Span) => unknown> = [F] | [SpanOptions, F] | [SpanOptions, Context, F];

class HandoverTracer implements Tracer {
  readonly #provider: HandoverProvider;
  readonly #of: Parameters<TracerProvider['getTracer']>;
  #from: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  constructor(provider: HandoverProvider, ...of: Parameters<TracerProvider['getTracer']>) {
    this.#provider = provider;
    this.#of = of;
  }

  startSpan(name: string, options?: SpanOptions, context?: Context): Span {
    return this.#current().startSpan(name, options, context);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: Active<F>): ReturnType<F> {
    const tracer = this.#current();
    return Reflect.apply(tracer.startActiveSpan, tracer, [name, ...rest]) as ReturnType<F>;
  }

  /** Asked for at its first span: who only takes a tracer makes nobody load anything. */
  #current(): Tracer {
    const { current } = this.#provider;
    if (this.#tracer !== undefined && this.#from === current) return this.#tracer;
    this.#from = current;
    this.#tracer = current.getTracer(...this.#of);
    return this.#tracer;
  }
}
