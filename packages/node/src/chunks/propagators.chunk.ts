/** Propagators that OTEL_PROPAGATORS may name beside the usual ones. */

import type { TextMapPropagator } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@waymark/propagation';

const BY_NAME: Record<string, () => TextMapPropagator> = {
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
  jaeger: () => new JaegerPropagator(),
  xray: () => new AWSXRayPropagator(),
};

export function furtherPropagator(name: string): TextMapPropagator | undefined {
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name]!() : undefined;
}
