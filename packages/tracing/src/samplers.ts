/**
 * The specification's samplers, deciding from the parent and the trace id alone.
 *
 * Because they never look at attributes, the tracer asks `decide` before it collects any: a span that is not
 * sampled costs two ids and nothing else. They are `Sampler`s of the API too, for whoever composes them.
 */
import {
  type Context,
  isSpanContextValid,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/** A sampler that needs neither name, kind, attributes nor links. */
export interface IdSampler extends Sampler {
  /**
   * `parent` is `undefined` for the root of a trace; otherwise it is valid, and the one in `context`, in which a propagator may
   * have stored more than a parent can hold.
   */
  decide(parent: SpanContext | undefined, traceId: string, context: Context): SamplingDecision;
}

export class AlwaysOnSampler implements IdSampler {
  decide(): SamplingDecision {
    return SamplingDecision.RECORD_AND_SAMPLED;
  }

  shouldSample(): SamplingResult {
    return { decision: SamplingDecision.RECORD_AND_SAMPLED };
  }

  toString(): string {
    return 'AlwaysOnSampler';
  }
}

export class AlwaysOffSampler implements IdSampler {
  decide(): SamplingDecision {
    return SamplingDecision.NOT_RECORD;
  }

  shouldSample(): SamplingResult {
    return { decision: SamplingDecision.NOT_RECORD };
  }

  toString(): string {
    return 'AlwaysOffSampler';
  }
}

/**
 * Samples the given share of traces, by trace id, so that all services with the same ratio agree. The rule is
 * that of `@opentelemetry/sdk-trace`, with which a service may share its traces.
 */
export class TraceIdRatioSampler implements IdSampler {
  private readonly ratio: number;
  private readonly bound: number;

  /** @param ratio From 0 to 1; outside it is clamped, and what is no number counts as 0. */
  constructor(ratio: number) {
    this.ratio = Number.isNaN(ratio) ? 0 : Math.min(1, Math.max(0, ratio));
    this.bound = this.ratio === 1 ? 2 ** 32 : Math.floor(this.ratio * 0xffffffff);
  }

  decide(_parent: SpanContext | undefined, traceId: string): SamplingDecision {
    return foldedTraceId(traceId) < this.bound
      ? SamplingDecision.RECORD_AND_SAMPLED
      : SamplingDecision.NOT_RECORD;
  }

  shouldSample(_context: Context, traceId: string): SamplingResult {
    return { decision: this.decide(undefined, traceId) };
  }

  toString(): string {
    return `TraceIdRatioBased{${this.ratio}}`;
  }
}

export interface ParentBasedOptions {
  /** Decides when there is no parent. */
  root: IdSampler;
  /** @default always on */
  remoteParentSampled?: IdSampler;
  /** @default always off */
  remoteParentNotSampled?: IdSampler;
  /** @default always on */
  localParentSampled?: IdSampler;
  /** @default always off */
  localParentNotSampled?: IdSampler;
}

/** Follows the parent's decision, and asks `root` where a trace begins. */
export class ParentBasedSampler implements IdSampler {
  private readonly root: IdSampler;
  private readonly remoteParentSampled: IdSampler;
  private readonly remoteParentNotSampled: IdSampler;
  private readonly localParentSampled: IdSampler;
  private readonly localParentNotSampled: IdSampler;

  constructor(options: ParentBasedOptions) {
    const on = new AlwaysOnSampler();
    const off = new AlwaysOffSampler();
    this.root = options.root;
    this.remoteParentSampled = options.remoteParentSampled ?? on;
    this.remoteParentNotSampled = options.remoteParentNotSampled ?? off;
    this.localParentSampled = options.localParentSampled ?? on;
    this.localParentNotSampled = options.localParentNotSampled ?? off;
  }

  decide(parent: SpanContext | undefined, traceId: string, context: Context): SamplingDecision {
    return this.delegateFor(parent).decide(parent, traceId, context);
  }

  shouldSample(context: Context, traceId: string): SamplingResult {
    const parent = trace.getSpanContext(context);
    const valid = parent !== undefined && isSpanContextValid(parent) ? parent : undefined;
    return { decision: this.decide(valid, traceId, context) };
  }

  toString(): string {
    return `ParentBased{root=${this.root}, remoteParentSampled=${this.remoteParentSampled}, remoteParentNotSampled=${this.remoteParentNotSampled}, localParentSampled=${this.localParentSampled}, localParentNotSampled=${this.localParentNotSampled}}`;
  }

  private delegateFor(parent: SpanContext | undefined): IdSampler {
    if (parent === undefined) return this.root;
    const sampled = (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    if (parent.isRemote) return sampled ? this.remoteParentSampled : this.remoteParentNotSampled;
    return sampled ? this.localParentSampled : this.localParentNotSampled;
  }
}

/** Values of `OTEL_TRACES_SAMPLER`, each to its sampler; `ratio` is that of `OTEL_TRACES_SAMPLER_ARG`. */
const BY_NAME: Record<string, (ratio: number) => IdSampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioSampler(ratio) }),
};

/** What {@link samplerFromName} understands, for messages about a bad value. */
export const SAMPLER_NAMES: readonly string[] = Object.keys(BY_NAME);

/** The sampler that `OTEL_TRACES_SAMPLER` names, or `undefined` for an unknown name. @param ratio @default 1 */
export function samplerFromName(name: string, ratio = 1): IdSampler | undefined {
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name]?.(ratio) : undefined;
}

/** The four 32-bit words of a trace id, xored: 0 to 2^32 - 1. */
function foldedTraceId(traceId: string): number {
  let folded = 0;
  for (let start = 0; start < 32; start += 8) folded ^= Number.parseInt(traceId.slice(start, start + 8), 16);
  return folded >>> 0;
}
