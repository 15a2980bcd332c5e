/** All lean instrumentations of web frameworks that are entries for the hooks. */

import { connectPatches } from './connect/patches.ts';
import { expressPatches, routerPatches } from './express/patches.ts';
import { hapiPatches } from './hapi/patches.ts';
import { honoPatches } from './hono/patches.ts';
import { koaPatches } from './koa/patches.ts';
import type { ModulePatch } from './module-patch.ts';
import { leanNestPatches } from './nestjs/lean.ts';
import { restifyPatches } from './restify/patches.ts';

export function frameworkPatches(): ModulePatch[] {
  return [
    ...expressPatches(),
    ...routerPatches(),
    ...connectPatches(),
    ...koaPatches(),
    ...hapiPatches(),
    ...restifyPatches(),
    ...leanNestPatches(),
    ...honoPatches(),
  ];
}
