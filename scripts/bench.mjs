// `npm run bench`, `bench:logs` and `bench:viewer`: set up what is missing, then run test/bench/main.ts, lines/main.ts or
// viewer/main.ts on Node 24.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { join } from 'node:path';
import { ensurePeers } from '../test/bench/peers.mjs';
import { ensureBuilt, ensureTestNodes, node24, root, run } from './setup.mjs';

const PROGRAMS = { logs: 'test/bench/lines/main.ts', viewer: 'test/bench/viewer/main.ts' };

const [first, ...rest] = process.argv.slice(2);
const named = PROGRAMS[first];
const given = named ? rest : process.argv.slice(2);
const program = named ?? 'test/bench/main.ts';

try {
  ensureBuilt();
  if (first !== 'viewer') ensurePeers();
  if (given.some((argument) => argument.startsWith('--node'))) ensureTestNodes();
  run(node24, [join(root, program), ...given]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
