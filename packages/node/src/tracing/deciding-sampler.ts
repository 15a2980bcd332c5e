/** A sampler that follows what callers decide in older formats, where one of these is configured: both engines use it. */

import type { Sampler } from '@opentelemetry/api';
import { loadChunk } from '../chunks/load.ts';
import { DECIDING_FORMATS, type WaymarkConfig } from '../config/config.ts';

export function deciding({ propagators }: WaymarkConfig, sampler: Sampler): Sampler {
  const brings = (name: string) => DECIDING_FORMATS.includes(name as (typeof DECIDING_FORMATS)[number]);
  if (!propagators.some(brings)) return sampler;
  return loadChunk('propagators').decidingSampler(sampler);
}
