/** A sampler behind the rules of the configuration, where there are any: both engines use it. */

import type { Sampler } from '@opentelemetry/api';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';

export function ruled({ samplingRules }: WaymarkConfig, base: Sampler): Sampler {
  if (samplingRules.length === 0) return base;
  return new (loadChunk('rule-sampler').RuleSampler)(samplingRules, base);
}
