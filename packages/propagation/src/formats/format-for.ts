/** From names, as `OTEL_PROPAGATORS` lists them, to the propagators that few ask for. */
import type { TextMapPropagator } from '@opentelemetry/api';
import { B3Propagator } from './b3.ts';
import { JaegerPropagator } from './jaeger.ts';
import { OTTracePropagator } from './ottrace.ts';
import { XRayPropagator } from './xray.ts';

const BY_NAME: Record<string, () => TextMapPropagator> = {
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ encoding: 'multi' }),
  jaeger: () => new JaegerPropagator(),
  xray: () => new XRayPropagator(),
  ottrace: () => new OTTracePropagator(),
};

/** Names that {@link formatFor} knows. */
export const FORMAT_NAMES: readonly string[] = Object.keys(BY_NAME);

/** The propagator of this name, for `propagatorFor`'s `more`; `undefined` for an unknown name. */
export function formatFor(name: string): TextMapPropagator | undefined {
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name]!() : undefined;
}
