/**
 * The headers of OpenTracing's basic tracers and of LightStep's: `ot-tracer-traceid`, `ot-tracer-spanid`,
 * `ot-tracer-sampled`, and one `ot-baggage-<key>` a baggage entry.
 *
 * Their trace ids have 64 bits: of ours the lower half goes out, and a trace goes on beyond such a service under that
 * half alone. Who can speak another format should.
 */
import type { Context, SpanContext, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { carriedText } from '../carried-text.ts';
import { CompositePropagator } from '../composite-propagator.ts';
import { type BaggageEncoding, BaggageHeaders } from './baggage-headers.ts';
import { parentOf } from './ids.ts';
import { type Caller, type Sampling, samplingOf } from './sampling.ts';
import { SpanFormat } from './span-format.ts';

const TRACE_ID = 'ot-tracer-traceid';
const SPAN_ID = 'ot-tracer-spanid';
const SAMPLED = 'ot-tracer-sampled';

const SAMPLED_VALUES: Record<string, Sampling> = {
  false: 'deny',
  '0': 'deny',
  true: 'accept',
  '1': 'accept',
};
const SAMPLED_MAX_LENGTH = 5;
const NO_LOWER_HALF = '0'.repeat(16);

export class OTTracePropagator extends CompositePropagator {
  constructor() {
    super([new OTTracerHeaders(), new BaggageHeaders('ot-baggage-', plainText)]);
  }
}

class OTTracerHeaders extends SpanFormat {
  injectKnown<C>(context: Context, span: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    const traceId = span.traceId.slice(16);
    if (traceId === NO_LOWER_HALF) return;
    setter.set(carrier, TRACE_ID, traceId);
    setter.set(carrier, SPAN_ID, span.spanId);
    const sampling = samplingOf(context, span);
    if (sampling !== 'defer') setter.set(carrier, SAMPLED, sampling === 'deny' ? 'false' : 'true');
  }

  fields(): string[] {
    return [TRACE_ID, SPAN_ID, SAMPLED];
  }

  protected read<C>(carrier: C, getter: TextMapGetter<C>): Caller | undefined {
    const traceId = carriedText(carrier, getter, TRACE_ID);
    if (traceId === undefined) return undefined;
    const sampling = samplingFrom(carriedText(carrier, getter, SAMPLED));
    if (sampling === undefined) return undefined;
    const parent = parentOf(traceId, carriedText(carrier, getter, SPAN_ID), sampling);
    return parent && { parent, sampling };
  }
}

/** Go's writes 1 and 0 of what it read as words. `undefined` for a value that is none. */
function samplingFrom(sampled: string | undefined): Sampling | undefined {
  if (sampled === undefined) return 'defer';
  if (sampled.length > SAMPLED_MAX_LENGTH) return undefined;
  const word = sampled.toLowerCase();
  return Object.hasOwn(SAMPLED_VALUES, word) ? SAMPLED_VALUES[word] : undefined;
}

/** Nobody encodes these: what a header may hold as it is goes through, and nothing else. */
const HEADER_TEXT = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;

const plainText: BaggageEncoding = {
  encode: legal,
  decode: legal,
};

function legal(text: string): string | undefined {
  return text.length <= 8192 && HEADER_TEXT.test(text) ? text : undefined;
}
