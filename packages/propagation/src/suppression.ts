/** Whether a context belongs to an exporter's own work, which carries nothing to anybody. */
import type { Context } from '@opentelemetry/api';

/** The key of `@opentelemetry/core`'s `suppressTracing`. */
const SUPPRESS_TRACING_KEY: symbol = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING_KEY) === true;
}
