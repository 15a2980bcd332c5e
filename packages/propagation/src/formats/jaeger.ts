/**
 * Jaeger's own headers, from before W3C had any: `uber-trace-id` and one `uberctx-<key>` a baggage entry
 * (https://www.jaegertracing.io/sdk-migration/#propagation-format).
 */
import type { Context, SpanContext, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { carriedText } from '../carried-text.ts';
import { CompositePropagator } from '../composite-propagator.ts';
import { type BaggageEncoding, BaggageHeaders } from './baggage-headers.ts';
import { parentOf } from './ids.ts';
import { type Caller, type Sampling, samplingOf } from './sampling.ts';
import { SpanFormat } from './span-format.ts';

const HEADER = 'uber-trace-id';
/** Ids and flags, and the colons percent-encoded. */
const MAX_LENGTH = 32 + 16 + 16 + 2 + 3 * '%3A'.length;

/** `{trace}:{span}:{parent}:{flags}` in hex; ids may lack their leading zeros, and the parent is deprecated. */
const SHAPE = /^([\da-f]{1,32}):([\da-f]{1,16}):[\da-f]{0,16}:([\da-f]{1,2})$/i;
const SAMPLED_FLAG = 0x01;
const DEBUG_FLAG = 0x02;

export class JaegerPropagator extends CompositePropagator {
  constructor() {
    super([new UberTraceId(), new BaggageHeaders('uberctx-', percentEncoding)]);
  }
}

class UberTraceId extends SpanFormat {
  injectKnown<C>(context: Context, span: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    setter.set(carrier, HEADER, `${span.traceId}:${span.spanId}:0:0${flagsFor(samplingOf(context, span))}`);
  }

  fields(): string[] {
    return [HEADER];
  }

  /** Some clients percent-encode the colons. */
  protected read<C>(carrier: C, getter: TextMapGetter<C>): Caller | undefined {
    const header = carriedText(carrier, getter, HEADER);
    if (header === undefined || header.length > MAX_LENGTH) return undefined;
    const [, traceId, spanId, flags = ''] = SHAPE.exec(withColons(header)) ?? [];
    const sampling = samplingFrom(Number.parseInt(flags, 16));
    const parent = parentOf(traceId, spanId, sampling);
    return parent && { parent, sampling };
  }
}

function withColons(header: string): string {
  return header.includes('%') ? header.replaceAll(/%3a/gi, ':') : header;
}

/** Debug counts with sampled alone, as Jaeger's clients have it. */
function samplingFrom(flags: number): Sampling {
  if ((flags & SAMPLED_FLAG) === 0) return 'deny';
  return (flags & DEBUG_FLAG) === 0 ? 'accept' : 'debug';
}

function flagsFor(sampling: Sampling): number {
  if (sampling === 'debug') return SAMPLED_FLAG | DEBUG_FLAG;
  return sampling === 'accept' ? SAMPLED_FLAG : 0;
}

/** Clients in Go and Java write a space as a plus sign, and every client a plus sign as `%2B`. */
const percentEncoding: BaggageEncoding = {
  encode(value) {
    try {
      return encodeURIComponent(value);
    } catch {
      return undefined;
    }
  },
  decode(text) {
    try {
      const value = decodeURIComponent(text.replaceAll('+', ' '));
      return value.isWellFormed() ? value : undefined;
    } catch {
      return undefined;
    }
  },
};
