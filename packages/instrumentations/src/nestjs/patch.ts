/**
 * Nest 12: the spans that upstream's instrumentation makes of Nest 4 to 11. Since 12 Nest is ES modules, whose exports
 * cannot be replaced; both methods are on prototypes, which the entry's `NestFactory` and one other file lead to.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch, PatchedModule } from '../module-patch.ts';
import { tracedFactory } from './factory.ts';
import { tracedRoutes } from './routes.ts';
import type { Nest, NestFactory, RouterExecutionContext } from './shapes.ts';

const ROUTES = 'router/router-execution-context.js';

export function nestPatches({ tracer, stopped }: InstrumentationOptions): ModulePatch[] {
  const target = { module: '@nestjs/core', versions: '>=12.0.0 <13' };
  const nestOf = ({ version }: PatchedModule): Nest => {
    return { tracer: tracer('@waymark/instrumentations/nestjs-core'), version, stopped };
  };
  return [
    {
      ...target,
      esm: ['NestFactory'],
      beside: [ROUTES],
      patch(exports, module) {
        patchFactory(exports as { NestFactory: NestFactory }, nestOf(module));
        const { baseDir, beside } = module;
        if (baseDir === undefined) return; // in a bundle, where every file hands itself over
        // Loaded already, on behalf of the entry: required it gives the same class where the entry was required.
        const routes = beside?.[ROUTES] ?? createRequire(join(baseDir, 'package.json'))(`./${ROUTES}`);
        patchRoutes(routes as Routes, nestOf(module));
      },
    },
    {
      ...target,
      file: ROUTES,
      esm: ['RouterExecutionContext'],
      patch: (exports, module) => patchRoutes(exports as Routes, nestOf(module)),
    },
  ];
}

const patched = new WeakSet<object>();

/** False the second time: an app may import Nest and require it, too. */
function isNew(prototype: object): boolean {
  if (patched.has(prototype)) return false;
  patched.add(prototype);
  return true;
}

function patchFactory({ NestFactory }: { NestFactory: NestFactory }, nest: Nest): void {
  const factory: NestFactory = Object.getPrototypeOf(NestFactory);
  if (isNew(factory)) factory.create = tracedFactory(factory.create, nest);
}

interface Routes {
  RouterExecutionContext: { prototype: RouterExecutionContext };
}

function patchRoutes({ RouterExecutionContext }: Routes, nest: Nest): void {
  const routes = RouterExecutionContext.prototype;
  if (isNew(routes)) routes.create = tracedRoutes(routes.create, nest);
}
