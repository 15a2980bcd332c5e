/** All lean instrumentations of web frameworks that are entries for the hooks. */

import { expressPatches, routerPatches } from './express/patches.ts';
import { honoPatches } from './hono/patches.ts';
import type { ModulePatch } from './module-patch.ts';
import { leanNestPatches } from './nestjs/lean.ts';
import { restifyPatches } from './restify/patches.ts';

export function frameworkPatches(): ModulePatch[] {
  return [
    ...expressPatches(),
    ...routerPatches(),
    ...restifyPatches(),
    ...leanNestPatches(),
    ...honoPatches(),
  ];
}
