// `npm test`: installs, builds, then runs every test on Node 24. Arguments: test files, else all of them.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jaegerBinary, skipWithoutJaeger } from '../test/backends/jaeger-binary.mjs';
import { prepareServers } from '../test/backends/servers.mjs';
import { ensureBuilt, ensureParity, ensureTestNodes, ensureTools, node24, root, toolEnv } from './setup.mjs';

try {
  ensureBuilt();
  ensureTestNodes();
  ensureParity();
  ensureTools();
  if (process.argv.length === 2) await prepareBackends();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const runner = fileURLToPath(new URL('test/run-all.mjs', import.meta.url));
const flags = ['--disable-warning=ExperimentalWarning'];
const done = spawnSync(node24, [...flags, runner, ...process.argv.slice(2)], {
  cwd: root,
  env: toolEnv(),
  stdio: 'inherit',
});
process.exitCode = done.status ?? 1;

/** Four minutes the first time on a machine: before the tests, whose limits it would use up. */
async function prepareBackends() {
  await Promise.all([skipWithoutJaeger() === false ? jaegerBinary() : undefined, prepareServers()]);
}
