/** For the tests of the formats: through a propagator and back, with headers as plain objects. */
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const SPAN_ID = 'b7ad6b7169203331';
export const PARENT_ID = '00f067aa0ba902b7';
export const HALF_ID = '8448eb211c80319c';
export const PADDED_ID = `0000000000000000${HALF_ID}`;

export function extracted(propagator: TextMapPropagator, carrier: object, context = ROOT_CONTEXT): Context {
  return propagator.extract(context, carrier, defaultTextMapGetter);
}

export function injected(propagator: TextMapPropagator, context: Context): Record<string, string> {
  const carrier = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

/** The ids and flags of the remote parent, if there is one. */
export function parentIn(context: Context): [string, string, number] | undefined {
  const parent = trace.getSpanContext(context);
  if (parent?.isRemote !== true) return undefined;
  return [parent.traceId, parent.spanId, parent.traceFlags];
}

/** The context in which a span of ours follows the caller. */
export function below(context: Context, traceFlags: number, traceId = TRACE_ID): Context {
  return trace.setSpan(context, trace.wrapSpanContext({ traceId, spanId: 'c'.repeat(16), traceFlags }));
}
