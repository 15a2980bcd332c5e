/** `@waymark/node/rolldown`, for Rollup and Vite as well: what is bundled is traced like what is loaded from node_modules. */

import { readFileSync } from 'node:fs';
import { bundlingTargets } from './targets.ts';

/** A plugin for rolldown, Rollup and Vite. */
export interface RolldownPlugin {
  name: string;
  enforce: 'pre';
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
  transform: {
    order: 'pre';
    handler(code: string, id: string): { code: string; map: null; moduleSideEffects?: boolean } | undefined;
  };
}

/** Names a module itself where the wrapper stands in its place. */
const REAL = '?waymark-real';

/**
 * Has each module of the bundle that Waymark can trace hand itself over when the bundle runs. A bundle that runs without
 * Waymark is the same as before.
 * @example
 * export default { input: 'app.js', platform: 'node', plugins: [waymark()] };
 */
export function waymark(): RolldownPlugin {
  const targets = bundlingTargets();
  return {
    name: 'waymark',
    // Vite's word for `order`, and Rollup's: before CommonJS is made into ES modules.
    enforce: 'pre',
    resolveId: (id) => (id.endsWith(REAL) ? id : undefined),
    load: (id) =>
      id.endsWith(REAL)
        ? readFileSync(id.slice(0, -REAL.length), 'utf8')
        : targets.changeOf(id)?.wrap?.(id + REAL),
    transform: {
      order: 'pre',
      handler(code, id) {
        const { append, hasSideEffects } = targets.changeOf(id) ?? {};
        if (append === undefined) return undefined;
        return { code: code + append, map: null, ...(hasSideEffects && { moduleSideEffects: true }) };
      },
    },
  };
}
