// `npm run bench:startup`, `npm run bench:request`: sets up what is missing, then runs test/bench/main.ts on Node 24.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { join } from 'node:path';
import { ensurePeers } from '../test/bench/peers.mjs';
import { ensureBuilt, node24, root, run } from './setup.mjs';

try {
  ensureBuilt();
  ensurePeers();
  run(node24, [join(root, 'test/bench/main.ts'), ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
