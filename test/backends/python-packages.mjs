/** Servers written in Python, as pip brings them: an environment of their own in the cache. Plain JavaScript for Node 20. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { finish } from './finish.mjs';

/** Why what the file of requirements names cannot be had or run here, or undefined. */
export function missingPythonPackages(requirements, env = process.env) {
  const has = (code) => spawnSync('python3', ['-c', code], { env, stdio: 'ignore' }).status === 0;
  if (!has('')) return 'It runs on Python 3, and no `python3` command was found.';
  if (existsSync(join(cacheRoot(env), keyOf(requirements))) || has('import ensurepip')) return undefined;
  return 'It comes from PyPI, and this `python3` has no `ensurepip` to install it with.';
}

/**
 * The directory that holds all that the file of requirements names, every package with its version: nothing that it leaves out is
 * fetched. It stands in PYTHONPATH.
 */
export async function pythonPackages(requirements, { log = () => {} } = {}) {
  return cached(keyOf(requirements), async (draft) => {
    log(`fetching what ${requirements} names`);
    const tool = await mkdtemp(join(tmpdir(), 'waymark-pip-'));
    try {
      await finish('python3', ['-m', 'venv', tool]);
      const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--retries', '5'];
      await finish(join(tool, 'bin/pip'), ['install', ...options, '--target', draft, '-r', requirements]);
    } finally {
      await rm(tool, { recursive: true, force: true });
    }
  });
}

/** Another file, another Python or another machine is another directory. */
function keyOf(requirements) {
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  const hash = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex');
  return `python-${hash.slice(0, 12)}-${process.platform}-${process.arch}`;
}
