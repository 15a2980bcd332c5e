/** Zipkin's headers: `b3`, or `X-B3-TraceId` and its siblings (https://github.com/openzipkin/b3-propagation). */
import type { Context, SpanContext, TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { carriedText } from '../carried-text.ts';
import { parentOf } from './ids.ts';
import { type Caller, type Sampling, samplingOf } from './sampling.ts';
import { SpanFormat } from './span-format.ts';

const SINGLE = 'b3';
const TRACE_ID = 'x-b3-traceid';
const SPAN_ID = 'x-b3-spanid';
const SAMPLED = 'x-b3-sampled';
const FLAGS = 'x-b3-flags';

/** `{trace}-{span}-{state}-{parent}`: the state may be left out, with or without the parent, which is nothing to us. */
const SINGLE_SHAPE = /^([\da-f]{32}|[\da-f]{16})-([\da-f]{16})(?:-([01d]))?(?:-[\da-f]{16})?$/i;
const SINGLE_MAX_LENGTH = 68;

const STATES: Record<string, Sampling> = { '0': 'deny', '1': 'accept', d: 'debug' };
/** Tracers from before the specification write words. */
const SAMPLED_VALUES: Record<string, Sampling> = {
  '0': 'deny',
  false: 'deny',
  '1': 'accept',
  true: 'accept',
};
const SAMPLED_MAX_LENGTH = 5;

export interface B3Options {
  /** What is written: one header, or one for each part. Both are always read. @default 'single' */
  readonly encoding?: 'single' | 'multi';
}

export class B3Propagator extends SpanFormat {
  private readonly isSingle: boolean;

  constructor({ encoding = 'single' }: B3Options = {}) {
    super();
    this.isSingle = encoding === 'single';
  }

  injectKnown<C>(context: Context, span: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    const sampling = samplingOf(context, span);
    if (this.isSingle) setter.set(carrier, SINGLE, `${span.traceId}-${span.spanId}${stateOf(sampling)}`);
    else setMulti(span, sampling, carrier, setter);
  }

  fields(): string[] {
    return this.isSingle ? [SINGLE] : [TRACE_ID, SPAN_ID, SAMPLED, FLAGS];
  }

  /** The single header goes first, as the specification demands; one that is broken hides nothing. */
  protected read<C>(carrier: C, getter: TextMapGetter<C>): Caller | undefined {
    const single = carriedText(carrier, getter, SINGLE);
    return (single === undefined ? undefined : parseSingle(single)) ?? readMulti(carrier, getter);
  }
}

function parseSingle(header: string): Caller | undefined {
  if (header.length > SINGLE_MAX_LENGTH) return undefined;
  if (header.length === 1) {
    const alone = stateFrom(STATES, header);
    return alone && { parent: undefined, sampling: alone };
  }
  const [, traceId, spanId, state] = SINGLE_SHAPE.exec(header) ?? [];
  const sampling = state === undefined ? 'defer' : stateFrom(STATES, state)!;
  const parent = parentOf(traceId, spanId, sampling);
  return parent && { parent, sampling };
}

function readMulti<C>(carrier: C, getter: TextMapGetter<C>): Caller | undefined {
  const sampling = multiSampling(carriedText(carrier, getter, SAMPLED), carriedText(carrier, getter, FLAGS));
  if (sampling === undefined) return undefined;
  const traceId = carriedText(carrier, getter, TRACE_ID);
  const spanId = carriedText(carrier, getter, SPAN_ID);
  if (traceId === undefined && spanId === undefined)
    return sampling === 'defer' ? undefined : { parent: undefined, sampling };
  const parent = parentOf(traceId, spanId, sampling);
  return parent && { parent, sampling };
}

/** `undefined` for a value that is none, which spoils the rest: nobody knows what the caller meant. */
function multiSampling(sampled: string | undefined, flags: string | undefined): Sampling | undefined {
  if (flags === '1') return 'debug';
  if (sampled === undefined) return 'defer';
  return sampled.length > SAMPLED_MAX_LENGTH ? undefined : stateFrom(SAMPLED_VALUES, sampled);
}

function setMulti<C>(span: SpanContext, sampling: Sampling, carrier: C, setter: TextMapSetter<C>): void {
  setter.set(carrier, TRACE_ID, span.traceId);
  setter.set(carrier, SPAN_ID, span.spanId);
  // Debug implies the decision, which is then not sent too.
  if (sampling === 'debug') setter.set(carrier, FLAGS, '1');
  else if (sampling !== 'defer') setter.set(carrier, SAMPLED, sampling === 'accept' ? '1' : '0');
}

function stateOf(sampling: Sampling): string {
  if (sampling === 'defer') return '';
  if (sampling === 'debug') return '-d';
  return sampling === 'accept' ? '-1' : '-0';
}

function stateFrom(states: Record<string, Sampling>, text: string): Sampling | undefined {
  const state = text.toLowerCase();
  return Object.hasOwn(states, state) ? states[state] : undefined;
}
