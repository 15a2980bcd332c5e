/** OTEL_TRACES_SAMPLER and its argument. */

import type { EnvReader } from './env-reader.ts';

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export interface SamplerConfig {
  readonly name: (typeof SAMPLERS)[number];
  /** For the ratio samplers: the share of traces kept, 0 to 1. @default 1 */
  readonly ratio: number;
  /** For the `parentbased_` ones: who decides for a span with such a parent. @default as the parent did */
  readonly withParent?: { readonly [K in ParentKind]?: SamplerConfig };
}

export const PARENT_KINDS = [
  'remoteParentSampled',
  'remoteParentNotSampled',
  'localParentSampled',
  'localParentNotSampled',
] as const;
export type ParentKind = (typeof PARENT_KINDS)[number];

export function readSampler(reader: EnvReader): SamplerConfig {
  const name = reader.choice('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on');
  if (name.endsWith('ratio')) return { name, ratio: readRatio(reader) };
  if (reader.text(ARGUMENT) !== undefined)
    reader.complain(
      `${ARGUMENT} does not count: it is for traceidratio and parentbased_traceidratio, and OTEL_TRACES_SAMPLER is ${name}`,
    );
  return { name, ratio: 1 };
}

const ARGUMENT = 'OTEL_TRACES_SAMPLER_ARG';

function readRatio(reader: EnvReader): number {
  const text = reader.text(ARGUMENT);
  if (text === undefined) return 1;
  const ratio = Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  reader.reject(ARGUMENT, text, 'a number from 0 to 1', '1');
  return 1;
}
