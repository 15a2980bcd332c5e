/** Baggage as a header an entry, the key in its name. */
import {
  type Baggage,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { carriedText } from '../carried-text.ts';
import { isSuppressed } from '../suppression.ts';

/** Any client may send as many headers as it likes. */
const MAX_ENTRIES = 180;
const MAX_LENGTH = 8192;

/** What a header's name may consist of. */
const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/** How a value is written; both ways give `undefined` for what cannot be. */
export interface BaggageEncoding {
  encode(value: string): string | undefined;
  decode(text: string): string | undefined;
}

export class BaggageHeaders implements TextMapPropagator {
  private readonly prefix: string;
  private readonly encoding: BaggageEncoding;

  /** @param prefix In lower case. */
  constructor(prefix: string, encoding: BaggageEncoding) {
    this.prefix = prefix;
    this.encoding = encoding;
  }

  /** The context with the carrier's entries beside those that it has. What goes beyond the limits is left out. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    let baggage: Baggage | undefined;
    const room = new Room();
    for (const name of getter.keys(carrier)) {
      const key = this.keyOf(name);
      const text = key === undefined ? undefined : carriedText(carrier, getter, name);
      if (key === undefined || text === undefined || !room.holds(name.length + text.length)) continue;
      const value = this.encoding.decode(text);
      if (value === undefined) continue;
      baggage ??= propagation.getBaggage(context) ?? propagation.createBaggage();
      baggage = baggage.setEntry(key, { value });
    }
    return baggage === undefined ? context : propagation.setBaggage(context, baggage);
  }

  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || isSuppressed(context)) return;
    const room = new Room();
    for (const [key, { value }] of baggage.getAllEntries()) {
      const text = TOKEN.test(key) ? this.encoding.encode(value) : undefined;
      if (text === undefined || !room.holds(this.prefix.length + key.length + text.length)) continue;
      setter.set(carrier, this.prefix + key, text);
    }
  }

  /** Their names are not known beforehand. */
  fields(): string[] {
    return [];
  }

  private keyOf(name: unknown): string | undefined {
    const { length } = this.prefix;
    if (typeof name !== 'string' || name.length <= length) return undefined;
    if (name.slice(0, length).toLowerCase() !== this.prefix) return undefined;
    const key = name.slice(length);
    return key.length <= MAX_LENGTH && TOKEN.test(key) ? key : undefined;
  }
}

/** What is left of the limits. */
class Room {
  private length = MAX_LENGTH;
  private entries = MAX_ENTRIES;

  /** Takes the room for one more entry, if there is as much. */
  holds(length: number): boolean {
    if (this.entries === 0 || length > this.length) return false;
    this.entries--;
    this.length -= length;
    return true;
  }
}
