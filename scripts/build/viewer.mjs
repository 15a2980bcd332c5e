// Builds packages/viewer/dist: the server and the thread of its store in one file each, the page, types, notices and the bill
// of materials.

import { copyFileSync, globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { build } from 'vite';
import { root } from '../setup.mjs';
import { bundledPackages, writeNotices, writeSbom } from './third-party.mjs';
import { emitViewerTypes } from './viewer-types.mjs';

const home = join(root, 'packages/viewer');
const dist = join(home, 'dist');

/** File to source: what is imported by name, and what the store's thread runs. */
const ENTRIES = { index: 'src/index.ts', 'store-thread': 'src/thread/worker.ts' };

/** Gives the ids of the modules that are in it. */
async function bundleServer() {
  const bundle = await rolldown({
    input: Object.fromEntries(Object.entries(ENTRIES).map(([name, source]) => [name, join(home, source)])),
    platform: 'node',
    external: [/^node:/],
    optimization: { inlineConst: { mode: 'all', pass: 1 } },
  });
  const { output } = await bundle.write({
    dir: dist,
    // An ES module that imports one of Node's own reads all of its exports: one of node:http loads undici, for a third of the start.
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    minify: true,
    // Stacks are read by people.
    keepNames: true,
  });
  await bundle.close();
  return output.flatMap((chunk) => chunk.moduleIds ?? []);
}

async function bundlePage() {
  const config = join(home, 'page/vite.config.ts');
  const { output } = await build({ configFile: config, logLevel: 'warn' });
  return output.flatMap((chunk) => chunk.moduleIds ?? []);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const moduleIds = [...(await bundleServer()), ...(await bundlePage())];
emitViewerTypes(home, dist);
copyFileSync(join(root, 'LICENSE'), join(home, 'LICENSE'));
const packages = bundledPackages(moduleIds);
writeNotices(join(dist, 'THIRD-PARTY-NOTICES'), packages);
writeSbom(join(dist, 'sbom.cdx.json'), packages, home);
for (const file of globSync('**/*.*', { cwd: dist }).sort()) {
  console.log(`${String(statSync(join(dist, file)).size).padStart(8)}  viewer/dist/${file}`);
}
