/** `tracer_provider.sampler`: a tree in the file, whose root decides for spans without a parent. */

import { PARENT_KINDS, type ParentKind, type SamplerConfig } from '../config/sampler-config.ts';
import type { Section } from './section.ts';

const UNSUPPORTED = [
  'composite/development',
  'jaeger_remote/development',
  'probability/development',
] as const;

/** The specification's default, and what stands in for a sampler that is not supported. */
const DEFAULT: SamplerConfig = { name: 'parentbased_always_on', ratio: 1 };

export function sampler(section: Section | undefined): SamplerConfig {
  const consequence = 'parent_based with always_on samples';
  return (section === undefined ? undefined : samplerOf(section, consequence)) ?? DEFAULT;
}

function samplerOf(section: Section, consequence: string): SamplerConfig | undefined {
  return section.variant<SamplerConfig>(
    {
      always_on: (each) => leaf(each, { name: 'always_on', ratio: 1 }),
      always_off: (each) => leaf(each, { name: 'always_off', ratio: 1 }),
      trace_id_ratio_based: (each) => leaf(each, { name: 'traceidratio', ratio: each.share('ratio') ?? 1 }),
      parent_based: parentBased,
    },
    UNSUPPORTED,
    consequence,
  );
}

function leaf(section: Section, config: SamplerConfig): SamplerConfig {
  section.end();
  return config;
}

/** A parent-based root under another decides as its own root does: neither is asked for spans that have a parent. */
function parentBased(section: Section): SamplerConfig {
  const root = child(section, 'root') ?? { name: 'always_on', ratio: 1 };
  const withParent: { [K in ParentKind]?: SamplerConfig } = {};
  for (const kind of PARENT_KINDS) {
    const decides = child(section, KEYS[kind]);
    if (decides !== undefined) withParent[kind] = decides;
  }
  section.end();
  return {
    name: PARENT_BASED[root.name],
    ratio: root.ratio,
    ...(Object.keys(withParent).length > 0 ? { withParent } : {}),
  };
}

function child(section: Section, key: string): SamplerConfig | undefined {
  const below = section.section(key);
  return below === undefined ? undefined : samplerOf(below, `${section.path} has its default there`);
}

const KEYS: Record<ParentKind, string> = {
  remoteParentSampled: 'remote_parent_sampled',
  remoteParentNotSampled: 'remote_parent_not_sampled',
  localParentSampled: 'local_parent_sampled',
  localParentNotSampled: 'local_parent_not_sampled',
};

const PARENT_BASED: Record<SamplerConfig['name'], SamplerConfig['name']> = {
  always_on: 'parentbased_always_on',
  always_off: 'parentbased_always_off',
  traceidratio: 'parentbased_traceidratio',
  parentbased_always_on: 'parentbased_always_on',
  parentbased_always_off: 'parentbased_always_off',
  parentbased_traceidratio: 'parentbased_traceidratio',
};
