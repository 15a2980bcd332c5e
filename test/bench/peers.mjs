// Installs what we are measured against. Plain JavaScript for Node 20, as scripts/ calls it.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/setup.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Installs what this folder's package-lock.json names, unless that very lock file was installed already. */
export function ensurePeers() {
  const lock = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
  const stamp = join(here, 'node_modules/.waymark-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('installing what Waymark is measured against (npm ci in test/bench)\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true, cwd: here });
  writeFileSync(stamp, lock);
}
