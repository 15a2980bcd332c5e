// `npm test`: installs, builds, then runs every test on Node 24. Arguments: test files, else all of them.

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endsWithUs } from './server-process.mjs';
import {
  ensureBrowser,
  ensureBuilt,
  ensureFrameworks,
  ensureMocks,
  ensureOutbound,
  ensureParity,
  ensureTestNodes,
  ensureTools,
  node24,
  root,
  toolEnv,
} from './setup.mjs';

try {
  const backends = process.argv.length === 2 ? prepareBackends() : undefined;
  ensureBuilt();
  ensureTestNodes();
  ensureParity();
  ensureTools();
  ensureFrameworks();
  ensureMocks();
  ensureOutbound();
  ensureBrowser();
  await backends;
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

/** Minutes the first time on a machine, so in a process of its own, beside the installing and building. */
function prepareBackends() {
  const script = fileURLToPath(new URL('../test/backends/prepare.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  endsWithUs(child);
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error('the real backends could not be fetched and built'));
    });
  });
}
