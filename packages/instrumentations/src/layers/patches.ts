/** Spans of layers that are ours, as entries for the hooks. */

import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch } from '../module-patch.ts';
import { layeredExpressPatches } from './express.ts';
import { layeredRouterPatches } from './router.ts';

/** @param optionsOf what the instrumentation of a name is told */
export function layerPatches(
  optionsOf: (name: 'express' | 'router') => InstrumentationOptions,
): ModulePatch[] {
  return [...layeredExpressPatches(optionsOf('express')), ...layeredRouterPatches(optionsOf('router'))];
}
