/** Upstream's own samplers, by their names in OTEL_TRACES_SAMPLER. */

import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { PARENT_KINDS, type SamplerConfig } from '../config/sampler-config.ts';

const PARENT_BASED = 'parentbased_';

export function upstreamSampler({ name, ratio, withParent = {} }: SamplerConfig): Sampler {
  if (!name.startsWith(PARENT_BASED)) return rootSampler(name, ratio);
  const byParent = PARENT_KINDS.flatMap((kind) => {
    const config = withParent[kind];
    return config === undefined ? [] : [[kind, upstreamSampler(config)] as const];
  });
  const root = rootSampler(name.slice(PARENT_BASED.length), ratio);
  return new ParentBasedSampler({ root, ...Object.fromEntries(byParent) });
}

function rootSampler(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}
