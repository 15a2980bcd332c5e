// `npm run bench`: sets up what is missing, then runs test/bench/main.ts on Node 24.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { join } from 'node:path';
import { ensurePeers } from '../test/bench/peers.mjs';
import { ensureBuilt, ensureTestNodes, node24, root, run } from './setup.mjs';

const given = process.argv.slice(2);

try {
  ensureBuilt();
  ensurePeers();
  if (given.some((argument) => argument.startsWith('--node'))) ensureTestNodes();
  run(node24, [join(root, 'test/bench/main.ts'), ...given]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
