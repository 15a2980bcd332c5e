/** What the HTTP instrumentation needs from the distribution that starts it. */
import type { TextMapPropagator } from '@opentelemetry/api';
import type { WaymarkContextManager, WaymarkTracer } from '@waymark/tracing';

export interface HttpOptions {
  /** Starts the SERVER and CLIENT spans. */
  tracer: WaymarkTracer;
  /** The registered context manager: the request's context is entered through it. */
  contextManager: WaymarkContextManager;
  /** Reads the headers of incoming requests and writes those of outgoing ones. */
  propagator: TextMapPropagator;
  /** Whether responses carry `X-Request-ID` and SERVER spans `http.request.id`. */
  requestIds: boolean;
  /** Takes one line when this package itself failed to trace a request; called once, the app is not affected. */
  warn(line: string): void;
}
