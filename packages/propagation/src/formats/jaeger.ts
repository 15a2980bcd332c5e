/**
 * Jaeger's own headers, from before W3C had any: `uber-trace-id` and one `uberctx-<key>` a baggage entry
 * (https://www.jaegertracing.io/sdk-migration/#propagation-format).
 */
import {
  type Baggage,
  type Context,
  isSpanContextValid,
  propagation,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { isSuppressed } from '../suppression.ts';

const TRACE_HEADER = 'uber-trace-id';
const BAGGAGE_PREFIX = 'uberctx-';

/** W3C's limits for baggage, which upstream's propagator of it keeps too. */
const MAX_BAGGAGE_ENTRIES = 180;
const MAX_BAGGAGE_LENGTH = 8192;

/** `{trace}:{span}:{parent}:{flags}` in hex; ids may lack their leading zeros, and the parent is deprecated. */
const TRACE_ID = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{0,16}:([0-9a-f]{1,2})$/i;
/** What a header's name may consist of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export class JaegerPropagator implements TextMapPropagator {
  /** The context with a remote parent and the caller's baggage, as far as the carrier brought valid ones. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    const header = textOf(getter.get(carrier, TRACE_HEADER));
    const parent = header === undefined ? undefined : parseUberTraceId(header);
    const extracted = parent === undefined ? context : trace.setSpanContext(context, parent);
    const baggage = extractBaggage(extracted, carrier, getter);
    return baggage === undefined ? extracted : propagation.setBaggage(extracted, baggage);
  }

  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    if (isSuppressed(context)) return;
    const span = trace.getSpanContext(context);
    if (span !== undefined && isSpanContextValid(span)) {
      setter.set(carrier, TRACE_HEADER, `${span.traceId}:${span.spanId}:0:0${span.traceFlags & 1}`);
    }
    for (const [key, { value }] of propagation.getBaggage(context)?.getAllEntries() ?? []) {
      if (TOKEN.test(key)) setter.set(carrier, BAGGAGE_PREFIX + key, encodeURIComponent(value));
    }
  }

  fields(): string[] {
    return [TRACE_HEADER];
  }
}

/** The remote parent, or `undefined` for a header that breaks a rule; never throws. Some clients percent-encode colons. */
function parseUberTraceId(header: string): SpanContext | undefined {
  const [, trace, span, flags] = header.replaceAll(/%3a/gi, ':').match(TRACE_ID) ?? [];
  if (trace === undefined || span === undefined || flags === undefined) return undefined;
  const parent = {
    traceId: trace.toLowerCase().padStart(32, '0'),
    spanId: span.toLowerCase().padStart(16, '0'),
    // Of the others, debug and firehose have no counterpart here.
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  };
  return isSpanContextValid(parent) ? parent : undefined;
}

/** The context's baggage with the carrier's entries; `undefined` when it brought none. */
function extractBaggage<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Baggage | undefined {
  let baggage: Baggage | undefined;
  let left = MAX_BAGGAGE_LENGTH;
  let entries = 0;
  for (const name of getter.keys(carrier)) {
    if (!isBaggage(name) || entries === MAX_BAGGAGE_ENTRIES) continue;
    const raw = textOf(getter.get(carrier, name));
    const value = raw === undefined ? undefined : decoded(raw);
    if (value === undefined || name.length + value.length > left) continue;
    left -= name.length + value.length;
    entries++;
    baggage ??= propagation.getBaggage(context) ?? propagation.createBaggage();
    baggage = baggage.setEntry(name.slice(BAGGAGE_PREFIX.length), { value });
  }
  return baggage;
}

function isBaggage(name: string): boolean {
  return name.length > BAGGAGE_PREFIX.length && name.toLowerCase().startsWith(BAGGAGE_PREFIX);
}

function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
