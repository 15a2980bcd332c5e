// Builds packages/node/dist: bundled CommonJS chunks, types, third-party notices and the bill of materials.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, node24 } from './setup.mjs';

ensureInstalled();
// The bundler and the sources' own syntax want Node 24, whatever Node this was called with.
const done = spawnSync(node24, [fileURLToPath(new URL('build/bundle.mjs', import.meta.url))], {
  stdio: 'inherit',
});
process.exitCode = done.status ?? 1;
