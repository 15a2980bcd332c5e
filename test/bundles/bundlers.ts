/** Makes the application one file, in each of the ways that people do. */

import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

export interface Bundle {
  readonly entry: string;
  /** What is written. */
  readonly file: string;
  readonly format: 'cjs' | 'esm';
  readonly minify: boolean;
  /** With `@waymark/node`'s plugin for this bundler, or without. */
  readonly plugin: boolean;
}

/** By name, each resolves when the file is written. */
export const bundlers: Record<string, (bundle: Bundle) => Promise<unknown>> = {
  async esbuild({ entry, file, format, minify, plugin }) {
    const { build } = await load('esbuild');
    const banner = format === 'esm' ? { js: REQUIRE } : {};
    const plugins = plugin ? [pluginFor('esbuild')] : [];
    const output = { outfile: file, format, minify, banner };
    await build({
      ...output,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      external: EXTERNAL,
      plugins,
    });
  },

  async rolldown({ entry, file, format, minify, plugin }) {
    const { build } = await load('rolldown');
    const output = { file, format, minify, codeSplitting: false };
    const plugins = plugin ? [pluginFor('rolldown')] : [];
    await build({ input: entry, platform: 'node', external: EXTERNAL, plugins, output, logLevel: 'silent' });
  },

  async rollup({ entry, file, format, plugin }) {
    const [{ rollup }, resolve, commonjs, json] = await Promise.all(
      ['rollup', '@rollup/plugin-node-resolve', '@rollup/plugin-commonjs', '@rollup/plugin-json'].map(load),
    );
    const standard = [
      resolve.default({ preferBuiltins: true, exportConditions: ['node'] }),
      commonjs.default({ ignore: EXTERNAL }),
      json.default(),
    ];
    const plugins = [...standard, ...(plugin ? [pluginFor('rolldown')] : [])];
    const bundle = await rollup({ input: entry, external: EXTERNAL, plugins, onwarn() {} });
    await bundle.write({ file, format, inlineDynamicImports: true });
  },

  async webpack({ entry, file, minify, plugin }) {
    const { default: webpack } = await load('webpack');
    const stats = await promisify(webpack)({
      entry,
      target: 'node22',
      mode: 'production',
      optimization: { minimize: minify },
      devtool: false,
      output: { path: dirname(file), filename: basename(file) },
      externals: Object.fromEntries(EXTERNAL.map((name) => [name, `commonjs ${name}`])),
      plugins: plugin ? [pluginFor('webpack')] : [],
    });
    if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  },
};

/** A native client that pg asks for inside a try. */
const EXTERNAL = ['pg-native'];
/** What esbuild's ES modules need to require Node's own modules. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** By a variable, since types of what is installed for this folder alone are not there for everybody. */
const load = (name: string) => import(name);

function pluginFor(bundler: string): unknown {
  return createRequire(import.meta.url)(`../../packages/node/dist/${bundler}.cjs`).waymark();
}
