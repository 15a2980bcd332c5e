/** `@waymark/node/webpack`: what is bundled by webpack is traced like what is loaded from node_modules. */

import { fileURLToPath } from 'node:url';
import { bundlingTargets } from './targets.ts';

/** What is used of webpack's `Compiler`. */
interface Compiler {
  options: { module: { rules: unknown[] } };
}

/** webpack's plugin. */
export interface WebpackPlugin {
  apply(compiler: Compiler): void;
}

/** What is used of webpack's loader context. */
interface LoaderContext {
  resourcePath: string;
  resourceQuery: string;
  callback(error: null, source: string, map?: unknown): void;
}

/** Names a module itself where the wrapper stands in its place. */
const REAL = '?waymark-real';
const targets = bundlingTargets();

/**
 * Has each module of the bundle that Waymark can trace hand itself over when the bundle runs. A bundle that runs without
 * Waymark is the same as before.
 * @example
 * module.exports = { entry: './app.js', target: 'node', plugins: [waymark()] };
 */
export function waymark(): WebpackPlugin {
  return {
    apply({ options }) {
      const test = (path: string) => targets.changeOf(path) !== undefined;
      // Before other loaders: what they make of the module is theirs.
      options.module.rules.push({ test, enforce: 'pre', loader: fileURLToPath(import.meta.url) });
      const tells = (path: string) => targets.changeOf(path)?.hasSideEffects === true;
      options.module.rules.push({ test: tells, sideEffects: true });
    },
  };
}

/** The loader that the plugin's rule names: this very file. */
export default function load(this: LoaderContext, source: string, map?: unknown): void {
  const change = this.resourceQuery === REAL ? undefined : targets.changeOf(this.resourcePath);
  if (change?.wrap !== undefined) this.callback(null, change.wrap(this.resourcePath + REAL));
  else this.callback(null, source + (change?.append ?? ''), map);
}
