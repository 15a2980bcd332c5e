/** W3C Baggage: what an application gives along with a request, in the header `baggage`. */
import {
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { carriedList } from '../carried-text.ts';
import { isSuppressed } from '../suppression.ts';
import { formatBaggage, parseBaggage } from './baggage-string.ts';

const BAGGAGE = 'baggage';

export class BaggagePropagator implements TextMapPropagator {
  /** The context with the carrier's baggage in place of its own; unchanged if it brought none that is legal. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    const header = carriedList(carrier, getter, BAGGAGE);
    const baggage = header === undefined ? undefined : parseBaggage(header);
    return baggage === undefined ? context : propagation.setBaggage(context, baggage);
  }

  /** Writes the context's baggage, as far as it can be sent; nothing while tracing is suppressed. */
  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || isSuppressed(context)) return;
    const header = formatBaggage(baggage);
    if (header !== '') setter.set(carrier, BAGGAGE, header);
  }

  fields(): string[] {
    return [BAGGAGE];
  }
}
