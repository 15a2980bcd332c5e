/**
 * Hono without a span of its own: the server span learns the matched route and the errors. To reach the router of every
 * app, the classes that make apps are exported as subclasses of themselves.
 */

import type { ModulePatch } from '../module-patch.ts';
import { watchedFactory, watchedHono } from './classes.ts';
import type { FactoryClass, FactoryInit, HonoClass } from './shapes.ts';

const TARGET = { module: 'hono', versions: '>=4.0.0 <5' };
const HONO = ['Hono'];
const FACTORY = ['Factory', 'createFactory'];

/** The ways into the package that lead to an app, each as CommonJS and as ES module. */
export function honoPatches(): ModulePatch[] {
  return [
    { ...TARGET, esm: HONO, patch: patchHono },
    ...bothOf('preset/tiny.js', HONO, patchHono),
    ...bothOf('preset/quick.js', HONO, patchHono),
    ...bothOf('helper/factory/index.js', FACTORY, patchFactory),
  ];
}

function bothOf(file: string, esm: string[], patch: ModulePatch['patch']): ModulePatch[] {
  return [
    { ...TARGET, file: `dist/cjs/${file}`, patch },
    { ...TARGET, file: `dist/${file}`, esm, patch },
  ];
}

function patchHono(exports: unknown): object {
  const { Hono } = exports as { Hono: HonoClass };
  return withExports(exports, { Hono: watchedHono(Hono) });
}

function patchFactory(exports: unknown): object {
  const Factory = watchedFactory((exports as { Factory: FactoryClass }).Factory);
  const createFactory = (init?: FactoryInit) => new Factory(init);
  return withExports(exports, { Factory, createFactory });
}

/** New exports, since those of older versions cannot be set. */
function withExports(exports: unknown, replaced: Record<string, unknown>): object {
  const all = Object.getOwnPropertyDescriptors(exports as Record<string, unknown>);
  for (const [name, value] of Object.entries(replaced)) {
    all[name] = { value, enumerable: true, configurable: true, writable: true };
  }
  return Object.create(Object.getPrototypeOf(exports), all);
}
