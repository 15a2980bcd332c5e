/** All lean instrumentations of web frameworks that are entries for the hooks. */

import { expressPatches, routerPatches } from './express/patches.ts';
import { honoPatches } from './hono/patches.ts';
import type { ModulePatch } from './module-patch.ts';

export function frameworkPatches(): ModulePatch[] {
  return [...expressPatches(), ...routerPatches(), ...honoPatches()];
}
