/**
 * What a caller decided about sampling, where a span context has no place for it: formats older than W3C's can leave the
 * decision to the receiver, force it (debug), or bring one without a trace.
 */
import { type Context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';

/** `defer` leaves it to the receiver; `debug` is `accept` that no sampler on the way may take back. */
export type Sampling = 'accept' | 'deny' | 'debug' | 'defer';

/** What a carrier said of who is calling. Without a parent it is a decision for the trace that begins here. */
export interface Caller {
  readonly parent: SpanContext | undefined;
  readonly sampling: Sampling;
}

/** Shared by all copies of this package; the version changes with the shape of {@link Caller}. */
const CALLER_KEY: symbol = Symbol.for('waymark.sampling-caller.v1');

/** The span context's flag for a decision. */
export function flagsOf(sampling: Sampling): number {
  return sampling === 'accept' || sampling === 'debug' ? 1 : 0;
}

/** The decision that stands for a context which has a span of its own: what is known to be decided, and debug. */
export function samplingOf(context: Context, span: SpanContext): Sampling {
  const caller = callerOf(context);
  if (caller?.sampling === 'debug' && (caller.parent?.traceId ?? span.traceId) === span.traceId)
    return 'debug';
  // Nobody has decided yet where the caller's own context is passed on.
  if (caller?.sampling === 'defer' && caller.parent === span) return 'defer';
  return (span.traceFlags & 1) === 1 ? 'accept' : 'deny';
}

/**
 * The decision that is left for whoever samples the next span of this context, and is not in the flags of its parent:
 * `undefined` where the flags say all, or the parent is not the caller's.
 *
 * @param parent that of the context
 */
export function openDecision(
  context: Context,
  parent = trace.getSpanContext(context),
): Exclude<Sampling, 'debug'> | undefined {
  const caller = callerOf(context);
  if (caller === undefined) return undefined;
  if (caller.parent === undefined) {
    const hasParent = parent !== undefined && isSpanContextValid(parent);
    return hasParent ? undefined : decided(caller.sampling);
  }
  return caller.parent === parent && caller.sampling === 'defer' ? 'defer' : undefined;
}

/** The context with what the carrier said. A decision without a parent is for a context that has none. */
export function withCaller(context: Context, { parent, sampling }: Caller): Context {
  const known = trace.getSpanContext(context);
  if (parent === undefined) {
    return known === undefined ? context.setValue(CALLER_KEY, { parent, sampling }) : context;
  }
  const isKnown = known?.isRemote === true && isSameSpan(known, parent);
  if (isKnown && sampling === 'defer') return context;
  const joined = isKnown ? { ...known, traceFlags: (known.traceFlags & ~1) | parent.traceFlags } : parent;
  const extracted = trace.setSpanContext(context, joined);
  // The flags tell the other two.
  const isTold = sampling === 'accept' || sampling === 'deny';
  return isTold ? extracted : extracted.setValue(CALLER_KEY, { parent: joined, sampling });
}

/**
 * A caller that speaks several formats says the same in each, in W3C's with a trace state and more flags, in others with
 * the lower half of the trace id alone.
 */
function isSameSpan(known: SpanContext, parent: SpanContext): boolean {
  if (known.spanId !== parent.spanId) return false;
  if (known.traceId === parent.traceId) return true;
  return parent.traceId.startsWith(NO_UPPER_HALF) && known.traceId.endsWith(parent.traceId.slice(16));
}

const NO_UPPER_HALF = '0'.repeat(16);

function decided(sampling: Sampling): Exclude<Sampling, 'debug'> {
  return sampling === 'debug' ? 'accept' : sampling;
}

const SAMPLINGS: readonly unknown[] = ['accept', 'deny', 'debug', 'defer'];

/** Another copy may have stored it: what is not understood counts for nothing. */
function callerOf(context: Context): Caller | undefined {
  const value = context.getValue(CALLER_KEY) as Caller | null | undefined;
  return SAMPLINGS.includes(value?.sampling) ? value! : undefined;
}
