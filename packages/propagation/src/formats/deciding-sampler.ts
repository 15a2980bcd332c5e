/**
 * Gives a sampler the decisions that older formats bring beside a span context: one that is left to the receiver, and one
 * for a trace that begins here (Zipkin's `b3: 0`, by which a health check asks not to be traced).
 */
import {
  type Context,
  type Sampler,
  type SamplingResult,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { openDecision } from './sampling.ts';

/** Any valid one: of a parent that stands for the decision, samplers look at the flags. */
const NOBODY = '0000000000000001';

/**
 * The base sampler is asked as if the caller had spoken W3C's format: for a deferred decision without a parent, as where
 * a trace begins; for a decision without a trace, below a parent that decided so. So a sampler that does not follow
 * parents follows no such decision either.
 */
export class DecidingSampler implements Sampler {
  private readonly base: Sampler;

  constructor(base: Sampler) {
    this.base = base;
  }

  shouldSample(
    context: Context,
    traceId: string,
    ...rest: OmitFirstTwo<Parameters<Sampler['shouldSample']>>
  ): SamplingResult {
    return this.base.shouldSample(asDecided(context, traceId), traceId, ...rest);
  }

  toString(): string {
    return `Deciding{${this.base}}`;
  }
}

type OmitFirstTwo<T extends unknown[]> = T extends [unknown, unknown, ...infer Rest] ? Rest : never;

function asDecided(context: Context, traceId: string): Context {
  const decision = openDecision(context);
  if (decision === undefined) return context;
  if (decision === 'defer') return trace.deleteSpan(context);
  const traceFlags = decision === 'accept' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const parent: SpanContext = { traceId, spanId: NOBODY, traceFlags, isRemote: true };
  return trace.setSpanContext(context, parent);
}
