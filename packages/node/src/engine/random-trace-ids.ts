/**
 * The flag of W3C Trace Context level 2 that says that a trace's id is random. Upstream's tracer drops it from spans of a trace that came
 * with it, where it must be kept, and does not set it on those that begin here, whose ids are random in either shape: they have it where
 * somebody asked for it.
 */

import {
  type Context,
  context as contextApi,
  INVALID_TRACEID,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';

const RANDOM_TRACE_ID = 0x02;

/** Upstream's provider, whose spans have the flag by the time that they are handed out. */
export class FlaggingTracerProvider extends TracerProvider {
  readonly #flagging = new WeakSet<Tracer>();
  readonly #rootFlags: number;

  /** @param randomFlag whether traces that begin here have the flag */
  constructor(options: ConstructorParameters<typeof TracerProvider>[0], randomFlag: boolean) {
    super(options);
    this.#rootFlags = randomFlag ? RANDOM_TRACE_ID : 0;
  }

  override getTracer(...scope: Parameters<TracerProvider['getTracer']>): Tracer {
    const tracer = super.getTracer(...scope);
    // The same scope gives the same tracer, and its `startActiveSpan` calls its `startSpan`.
    if (!this.#flagging.has(tracer)) {
      const startSpan = tracer.startSpan.bind(tracer);
      tracer.startSpan = (name, options, context) =>
        this.#flagged(startSpan(name, options, context), options, context ?? contextApi.active());
      this.#flagging.add(tracer);
    }
    return tracer;
  }

  #flagged(span: Span, options: SpanOptions | undefined, context: Context): Span {
    const spanContext = span.spanContext();
    // Everybody's where tracing is suppressed.
    if (spanContext.traceId === INVALID_TRACEID) return span;
    const parent = options?.root ? undefined : trace.getSpanContext(context);
    const continues = parent?.traceId === spanContext.traceId;
    spanContext.traceFlags |= continues ? parent.traceFlags & RANDOM_TRACE_ID : this.#rootFlags;
    return span;
  }
}
