/**
 * Records what begins in this process even where the sampler drops it: unsampled, so that it is exported only if somebody
 * finds later that it should be, and its children not at all.
 */
import {
  type Context,
  isSpanContextValid,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { IdSampler } from './samplers.ts';

/** Stays a sampler that decides by ids alone where `base` is one. */
export function recordingRoots(base: Sampler): Sampler {
  return 'decide' in base ? new IdRootRecorder(base as IdSampler) : new RootRecorder(base);
}

class RootRecorder implements Sampler {
  readonly #base: Sampler;

  constructor(base: Sampler) {
    this.#base = base;
  }

  shouldSample(...asked: Parameters<Sampler['shouldSample']>): SamplingResult {
    const result = this.#base.shouldSample(...asked);
    const parent = trace.getSpanContext(asked[0]);
    const isBelow = parent !== undefined && isSpanContextValid(parent) && !parent.isRemote;
    if (result.decision !== SamplingDecision.NOT_RECORD || isBelow) return result;
    return { ...result, decision: SamplingDecision.RECORD };
  }

  toString(): string {
    return `RecordingRoots{${this.#base}}`;
  }
}

class IdRootRecorder extends RootRecorder implements IdSampler {
  readonly #ids: IdSampler;

  constructor(base: IdSampler) {
    super(base);
    this.#ids = base;
  }

  decide(parent: SpanContext | undefined, traceId: string, context: Context): SamplingDecision {
    const decision = this.#ids.decide(parent, traceId, context);
    const isRoot = parent === undefined || parent.isRemote === true;
    return decision === SamplingDecision.NOT_RECORD && isRoot ? SamplingDecision.RECORD : decision;
  }
}
