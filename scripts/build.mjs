// Builds packages/node/dist (bundled CommonJS chunks, types, third-party notices, the bill of materials) and packages/viewer/dist.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, node24 } from './setup.mjs';

ensureInstalled();
// The bundler and the sources' own syntax want Node 24, whatever Node this was called with.
for (const script of ['bundle', 'viewer']) {
  const done = spawnSync(node24, [fileURLToPath(new URL(`build/${script}.mjs`, import.meta.url))], {
    stdio: 'inherit',
  });
  process.exitCode ||= done.status ?? 1;
}
