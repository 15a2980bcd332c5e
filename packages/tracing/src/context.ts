/**
 * An immutable `Context` that is cheap to make and to read.
 *
 * The API's own context is an object with three closures and a copied Map for every value that is set. Almost
 * every context of a traced process holds a span and one to three other values, so this one keeps the span in
 * a slot of its own and the rest in a flat array of key, value, key, value.
 */
import type { Context, Span } from '@opentelemetry/api';

/** The API's key for the active span; all copies of the API agree on it through the symbol registry. */
export const SPAN_KEY: symbol = Symbol.for('OpenTelemetry Context Key SPAN');

/** The key under which `@opentelemetry/core`'s `suppressTracing` stores `true`. */
export const SUPPRESS_TRACING_KEY: symbol = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

const NO_PAIRS: readonly unknown[] = [];

export class WaymarkContext implements Context {
  private readonly span: unknown;
  private readonly pairs: readonly unknown[];

  /** Use {@link ROOT} or {@link contextOf}: the array is kept, not copied. */
  constructor(span: unknown, pairs: readonly unknown[]) {
    this.span = span;
    this.pairs = pairs;
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span;
    const pairs = this.pairs;
    for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === key) return pairs[at + 1];
    return undefined;
  }

  setValue(key: symbol, value: unknown): WaymarkContext {
    if (key === SPAN_KEY) return new WaymarkContext(value, this.pairs);
    return new WaymarkContext(this.span, withPair(this.pairs, key, value));
  }

  deleteValue(key: symbol): WaymarkContext {
    if (key === SPAN_KEY) return new WaymarkContext(undefined, this.pairs);
    const at = positionOf(this.pairs, key);
    if (at === -1) return this;
    return new WaymarkContext(this.span, this.pairs.toSpliced(at, 2));
  }

  /** This context with another span and one more value, in one step instead of two `setValue`. */
  withSpan(span: Span, key: symbol, value: unknown): WaymarkContext {
    return new WaymarkContext(span, withPair(this.pairs, key, value));
  }
}

/** The context that holds nothing. What is active outside of every request. */
export const ROOT: WaymarkContext = new WaymarkContext(undefined, NO_PAIRS);

/** A context made at once from a span and any number of other values. A later pair wins over an earlier one. */
export function contextOf(span: Span | undefined, ...pairs: readonly [symbol, unknown][]): WaymarkContext {
  let flat = NO_PAIRS;
  for (const [key, value] of pairs) flat = withPair(flat, key, value);
  return new WaymarkContext(span, flat);
}

/** True inside `suppressTracing`: the work of exporters, which must not be traced. */
export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING_KEY) === true;
}

/** Overwrites in place of the old pair, so that memory does not grow with repeated writes of one key. */
function withPair(pairs: readonly unknown[], key: symbol, value: unknown): readonly unknown[] {
  const at = positionOf(pairs, key);
  if (at !== -1) return pairs.with(at + 1, value);
  // Nearly all contexts have few values, and an array that is made as long as it is to be is made at once.
  if (pairs.length === 0) return [key, value];
  if (pairs.length === 2) return [pairs[0], pairs[1], key, value];
  const longer = pairs.slice();
  longer.push(key, value);
  return longer;
}

function positionOf(pairs: readonly unknown[], key: symbol): number {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === key) return at;
  return -1;
}
