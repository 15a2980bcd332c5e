/** `@waymark/node/esbuild`: what is bundled by esbuild is traced like what is loaded from node_modules. */

import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundlingTargets } from './targets.ts';

/** What is used of esbuild's `PluginBuild`. */
interface Build {
  onResolve(
    options: { filter: RegExp },
    callback: (args: Asked) => Resolved | Promise<Resolved | undefined>,
  ): void;
  resolve(path: string, options: Omit<Asked, 'path'>): Promise<Resolved & { errors: unknown[] }>;
  onLoad(
    options: { filter: RegExp; namespace: string },
    callback: (args: { path: string }) => Promise<Loaded | undefined>,
  ): void;
}
interface Asked {
  path: string;
  importer: string;
  namespace: string;
  resolveDir: string;
  // biome-ignore lint/suspicious/noExplicitAny: esbuild's own type is a list of words
  kind: any;
  // biome-ignore lint/suspicious/noExplicitAny: as esbuild has it
  pluginData: any;
}
interface Resolved {
  path: string;
  namespace: string;
  sideEffects?: boolean;
}
interface Loaded {
  contents: string;
  resolveDir: string;
}

/** esbuild's `Plugin`. */
export interface EsbuildPlugin {
  name: string;
  setup(build: Build): void;
}

/** Names a module itself where the wrapper stands in its place. */
const REAL = 'waymark-real:';

/**
 * Has each module of the bundle that Waymark can trace hand itself over when the bundle runs. A bundle that runs without
 * Waymark is the same as before.
 * @example
 * await esbuild.build({ entryPoints: ['app.js'], bundle: true, platform: 'node', plugins: [waymark()] });
 */
export function waymark(): EsbuildPlugin {
  const targets = bundlingTargets();
  const load = async (path: string, change = targets.changeOf(path)): Promise<Loaded | undefined> => {
    if (change === undefined) return undefined;
    const contents = change.wrap?.(REAL + path) ?? (await readFile(path, 'utf8')) + (change.append ?? '');
    return { contents, resolveDir: dirname(path) };
  };
  return {
    name: 'waymark',
    setup(build) {
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/, namespace: 'file' }, ({ path }) =>
        load(path),
      );
      build.onResolve({ filter: /^waymark-real:/ }, ({ path }) => ({
        path: path.slice(REAL.length),
        namespace: REAL,
      }));
      build.onLoad({ filter: /./, namespace: REAL }, ({ path }) => load(path, {}));
      const told = new RegExp(`^(${targets.told.join('|')})$`);
      build.onResolve({ filter: told }, async ({ path, ...asked }) => {
        // Called again by what we ask ourselves.
        if (asked.pluginData === REAL) return undefined;
        const { errors, ...resolved } = await build.resolve(path, { ...asked, pluginData: REAL });
        return errors.length > 0 ? undefined : { ...resolved, sideEffects: true, pluginData: undefined };
      });
    },
  };
}
