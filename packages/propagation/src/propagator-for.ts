/** From names, as `OTEL_PROPAGATORS` lists them, to one propagator. */
import { diag, type TextMapPropagator } from '@opentelemetry/api';
import { BaggagePropagator } from './baggage/propagator.ts';
import { CompositePropagator } from './composite-propagator.ts';
import { type RequestIdOptions, RequestIdPropagator } from './request-id/propagator.ts';
import { TraceContextPropagator } from './trace-context/propagator.ts';

export interface PropagatorOptions {
  /** For `requestid`. */
  requestId?: RequestIdOptions;
  /** Makes propagators of further names; asked only for names that are not known here. */
  more?: (name: string) => TextMapPropagator | undefined;
}

const BY_NAME: Record<string, (options: PropagatorOptions) => TextMapPropagator> = {
  tracecontext: () => new TraceContextPropagator(),
  baggage: () => new BaggagePropagator(),
  requestid: (options) => new RequestIdPropagator(options.requestId),
};

/** Names that {@link propagatorFor} knows. */
export const PROPAGATOR_NAMES: readonly string[] = [...Object.keys(BY_NAME), 'none'];

/**
 * The propagators of these names as one, each once, in the order of the names: of two that bring a parent the later
 * wins, and all are written. `none` stands for no propagator. An unknown name is left out, with a diagnostic: whoever
 * reads the configuration checks it against {@link PROPAGATOR_NAMES} first.
 */
export function propagatorFor(names: readonly string[], options: PropagatorOptions = {}): TextMapPropagator {
  const propagators: TextMapPropagator[] = [];
  for (const name of new Set(names)) {
    if (name === 'none') continue;
    const propagator = Object.hasOwn(BY_NAME, name) ? BY_NAME[name]!(options) : options.more?.(name);
    if (propagator !== undefined) propagators.push(propagator);
    else diag.warn(`There is no propagator ${JSON.stringify(name)}: use ${PROPAGATOR_NAMES.join(', ')}`);
  }
  return new CompositePropagator(propagators);
}
