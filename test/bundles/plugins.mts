/** Compiled, never run: each plugin is what its bundler's own types ask for. */

import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import webpack from 'webpack';
import { waymark as forEsbuild } from '../../packages/node/dist/esbuild.cjs';
import { waymark as forRolldown } from '../../packages/node/dist/rolldown.cjs';
import { waymark as forWebpack } from '../../packages/node/dist/webpack.cjs';

await build({ plugins: [forEsbuild()] });
await rolldown({ plugins: [forRolldown()] });
await rollup({ plugins: [forRolldown()] });
webpack({ plugins: [forWebpack()] });
