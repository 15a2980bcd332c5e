/**
 * Gives a sampler the decisions that older formats bring beside a span context: one that is left to the receiver, and one
 * for a trace that begins here (Zipkin's `b3: 0`, by which a health check asks not to be traced).
 */
import {
  type Context,
  type Sampler,
  type SamplingDecision,
  type SamplingResult,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { openDecision } from './sampling.ts';

/** Any valid one: of a parent that stands for the decision, samplers look at the flags. */
const NOBODY = '0000000000000001';

/** What `@waymark/tracing` asks of a sampler that needs ids alone, before it makes anything of a span. */
interface IdSampler extends Sampler {
  decide(parent: SpanContext | undefined, traceId: string, context: Context): SamplingDecision;
}

/**
 * The base sampler is asked as if the caller had spoken W3C's format: for a deferred decision without a parent, as where
 * a trace begins; for a decision without a trace, below a parent that decided so. So a sampler that does not follow
 * parents follows no such decision either.
 *
 * @returns A sampler of any OpenTelemetry SDK; one that decides by ids alone if `base` does
 */
export function decidingSampler(base: Sampler): Sampler {
  return 'decide' in base ? new DecidingIdSampler(base as IdSampler) : new DecidingSampler(base);
}

class DecidingSampler<S extends Sampler> implements Sampler {
  protected readonly base: S;

  constructor(base: S) {
    this.base = base;
  }

  shouldSample(
    context: Context,
    traceId: string,
    ...rest: OmitFirstTwo<Parameters<Sampler['shouldSample']>>
  ): SamplingResult {
    const parent = trace.getSpanContext(context);
    const asked = parentAsDecided(parent, traceId, context);
    if (asked === parent) return this.base.shouldSample(context, traceId, ...rest);
    const decided = asked === undefined ? trace.deleteSpan(context) : trace.setSpanContext(context, asked);
    return this.base.shouldSample(decided, traceId, ...rest);
  }

  toString(): string {
    return `Deciding{${this.base}}`;
  }
}

class DecidingIdSampler extends DecidingSampler<IdSampler> implements IdSampler {
  decide(parent: SpanContext | undefined, traceId: string, context: Context): SamplingDecision {
    return this.base.decide(parentAsDecided(parent, traceId, context), traceId, context);
  }
}

type OmitFirstTwo<T extends unknown[]> = T extends [unknown, unknown, ...infer Rest] ? Rest : never;

function parentAsDecided(
  parent: SpanContext | undefined,
  traceId: string,
  context: Context,
): SpanContext | undefined {
  // A span of ours has flags that say all.
  if (parent !== undefined && parent.isRemote !== true) return parent;
  const decision = openDecision(context, parent);
  if (decision === undefined) return parent;
  if (decision === 'defer') return undefined;
  const traceFlags = decision === 'accept' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId, spanId: NOBODY, traceFlags, isRemote: true };
}
