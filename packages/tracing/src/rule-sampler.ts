/**
 * Decides by what a trace begins with: the method and path of a request, or any attribute. It has to look at attributes,
 * so a process with rules pays for those of spans that are then dropped; without rules nobody makes one of these.
 */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { globOf } from './glob.ts';
import { TraceIdRatioSampler } from './samplers.ts';

/** All conditions of a rule must hold; a rule without any always does. `*` in a glob stands for any characters. */
export interface SamplingRule {
  /** The share of traces that is kept: 1 keeps all, 0 drops all. */
  readonly share: number;
  /** `http.request.method` of a SERVER span. */
  readonly method?: string | undefined;
  /** Glob for `url.path` of a SERVER span. */
  readonly path?: string | undefined;
  /** The attribute is there, and as text fits the glob if one is given. */
  readonly attributes: readonly { readonly name: string; readonly value?: string | undefined }[];
}

type Condition = (kind: SpanKind, attributes: Attributes) => boolean;

interface Compiled {
  readonly conditions: readonly Condition[];
  readonly sampler: TraceIdRatioSampler;
  readonly drops: boolean;
}

const DROP: SamplingResult = { decision: SamplingDecision.NOT_RECORD };
const KEEP: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };

/**
 * The first rule that fits decides where a trace begins, else `base` does. Below a local parent its decision is followed,
 * so that what a rule said holds for the whole of the trace here. Below a remote parent a rule can only drop: to keep
 * what the caller dropped, or a share of what it kept, would leave traces with holes.
 */
export class RuleSampler implements Sampler {
  readonly #rules: readonly Compiled[];
  readonly #base: Sampler;

  constructor(rules: readonly SamplingRule[], base: Sampler) {
    this.#rules = rules.map(compiled);
    this.#base = base;
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const parent = trace.getSpanContext(context);
    const hasParent = parent !== undefined && isSpanContextValid(parent);
    if (hasParent && !parent.isRemote) return parent.traceFlags & TraceFlags.SAMPLED ? KEEP : DROP;
    const rule = this.#rules.find(({ conditions }) => conditions.every((holds) => holds(kind, attributes)));
    if (rule?.drops) return DROP;
    if (rule !== undefined && !hasParent) return rule.sampler.shouldSample(context, traceId);
    return this.#base.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `RuleSampler{${this.#rules.length} rules, else ${this.#base}}`;
  }
}

function compiled({ share, method, path, attributes }: SamplingRule): Compiled {
  const conditions: Condition[] = attributes.map(({ name, value }) =>
    attributeFits(name, globOf(value ?? '*')),
  );
  const ofServer = (name: string, glob: RegExp): Condition => {
    const fits = attributeFits(name, glob);
    return (kind, given) => kind === SpanKind.SERVER && fits(kind, given);
  };
  if (method !== undefined) conditions.push(ofServer('http.request.method', globOf(method)));
  if (path !== undefined) conditions.push(ofServer('url.path', globOf(path)));
  return { conditions, sampler: new TraceIdRatioSampler(share), drops: share === 0 };
}

function attributeFits(name: string, glob: RegExp): Condition {
  return (_kind, attributes) => {
    const value = attributes[name];
    if (value === undefined || value === null) return false;
    return [value].flat().some((item) => glob.test(String(item)));
  };
}
