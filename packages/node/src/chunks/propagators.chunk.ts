/** Propagators that OTEL_PROPAGATORS may name beside the usual ones. */

import { type TextMapPropagator, trace } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@waymark/propagation';

const BY_NAME: Record<string, () => TextMapPropagator> = {
  b3: () => withLowerCase(new B3Propagator()),
  b3multi: () => withLowerCase(new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })),
  jaeger: () => new JaegerPropagator(),
  xray: () => withLowerCase(new AWSXRayPropagator()),
};

/**
 * Upstream's take ids in capitals as they come. Nothing else does: a `traceparent` with them is not valid, Zipkin refuses
 * the whole batch for one, and whoever searches for the id in a log line finds no trace.
 */
function withLowerCase(propagator: TextMapPropagator): TextMapPropagator {
  const extract: TextMapPropagator['extract'] = propagator.extract.bind(propagator);
  propagator.extract = (context, carrier, getter) => {
    const extracted = extract(context, carrier, getter);
    const parent = trace.getSpanContext(extracted);
    if (parent === undefined || !/[A-F]/.test(parent.traceId + parent.spanId)) return extracted;
    const [traceId, spanId] = [parent.traceId.toLowerCase(), parent.spanId.toLowerCase()];
    return trace.setSpanContext(extracted, { ...parent, traceId, spanId });
  };
  return propagator;
}

export function furtherPropagator(name: string): TextMapPropagator | undefined {
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name]!() : undefined;
}
