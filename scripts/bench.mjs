// `npm run bench` and `npm run bench:logs`: set up what is missing, then run test/bench/main.ts, or lines/main.ts, on Node 24.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { join } from 'node:path';
import { ensurePeers } from '../test/bench/peers.mjs';
import { ensureBuilt, ensureTestNodes, node24, root, run } from './setup.mjs';

const [first, ...rest] = process.argv.slice(2);
const isOfLogs = first === 'logs';
const given = isOfLogs ? rest : process.argv.slice(2);
const program = isOfLogs ? 'test/bench/lines/main.ts' : 'test/bench/main.ts';

try {
  ensureBuilt();
  ensurePeers();
  if (given.some((argument) => argument.startsWith('--node'))) ensureTestNodes();
  run(node24, [join(root, program), ...given]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
