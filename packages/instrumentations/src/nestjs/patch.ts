/**
 * Nest 12: the spans that upstream's instrumentation makes of Nest 4 to 11. Since 12 Nest is ES modules, whose exports
 * cannot be replaced; both methods are on prototypes, which the entry's `NestFactory` and a `require` of the one
 * other file lead to.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch } from '../module-patch.ts';
import { tracedFactory } from './factory.ts';
import { tracedRoutes } from './routes.ts';
import type { NestFactory, RouterExecutionContext } from './shapes.ts';

const ROUTES = './router/router-execution-context.js';

export function nestPatches({ tracer, stopped }: InstrumentationOptions): ModulePatch[] {
  return [
    {
      module: '@nestjs/core',
      versions: '>=12.0.0 <13',
      esm: ['NestFactory'],
      patch(exports, { version, baseDir }) {
        const { NestFactory } = exports as { NestFactory: NestFactory };
        const factory: NestFactory = Object.getPrototypeOf(NestFactory);
        if (patched.has(factory)) return; // the app imports Nest and requires it too
        patched.add(factory);
        const nest = { tracer: tracer('@waymark/instrumentations/nestjs-core'), version, stopped };
        factory.create = tracedFactory(factory.create, nest);
        // Loaded already, on behalf of the entry: this gives the same class.
        const { RouterExecutionContext } = createRequire(join(baseDir!, 'package.json'))(ROUTES) as {
          RouterExecutionContext: { prototype: RouterExecutionContext };
        };
        const routes = RouterExecutionContext.prototype;
        routes.create = tracedRoutes(routes.create, nest);
      },
    },
  ];
}

const patched = new WeakSet<NestFactory>();
