/** The configured sampler as one of our own engine. */

import { type IdSampler, ParentBasedSampler, samplerFromName } from '@waymark/tracing';
import { PARENT_KINDS, type SamplerConfig } from '../config/sampler-config.ts';

export function ownSampler({ name, ratio, withParent }: SamplerConfig): IdSampler {
  if (withParent === undefined) return samplerFromName(name, ratio)!;
  const byParent = PARENT_KINDS.flatMap((kind) => {
    const config = withParent[kind];
    return config === undefined ? [] : [[kind, ownSampler(config)] as const];
  });
  const root = samplerFromName(name.replace('parentbased_', ''), ratio)!;
  return new ParentBasedSampler({ root, ...Object.fromEntries(byParent) });
}
