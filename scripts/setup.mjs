// What every script needs before its own job: the locked dependencies and the built product.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Node 24 from the root devDependency `node`; there only after `ensureInstalled()`. */
export const node24 = join(root, 'node_modules/node/bin/node');

/** The caller's environment with Node 24 and the installed commands first on PATH. */
export function toolEnv(extra = {}) {
  const path = [dirname(node24), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  return { ...process.env, ...extra, PATH: path };
}

/** Runs a command to its end with our tools on PATH; throws with its name when it fails. */
export function run(command, args, { quiet = false, env = {}, cwd = root } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    env: toolEnv(env),
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
  });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    if (quiet) process.stderr.write(`${done.stdout}${done.stderr}`);
    throw new Error(`'${[command, ...args].join(' ')}' failed with exit code ${done.status ?? done.signal}`);
  }
}

/** Installs what package-lock.json names, unless that very lock file was installed already. */
export function ensureInstalled() {
  installLocked(root);
  if (!existsSync(node24))
    throw new Error(`npm ci left no ${node24}: is the install script of 'node' allowed?`);
}

/** Installs the other Nodes that tests run on. Where no build of them fits the platform, npm leaves them out. */
export function ensureTestNodes() {
  installLocked(join(root, 'test/nodes'));
}

/** Installs upstream's register as published, and the libraries that both it and ours are run with. */
export function ensureParity() {
  installLocked(join(root, 'test/parity'));
}

/** Installs the tools that applications are started with (tsx, pm2, vitest and others), those that bundle them, and Next.js. */
export function ensureTools() {
  for (const name of ['tools', 'bundles', 'next']) installLocked(join(root, 'test', name));
}

/** Installs web frameworks that the tests of their instrumentations run. */
export function ensureFrameworks() {
  for (const name of ['nest', 'frameworks']) installLocked(join(root, 'test', name));
}

/** Installs what stands in for servers in the tests of applications. */
export function ensureMocks() {
  installLocked(join(root, 'test/mocks'));
}

/** Installs clients that follow redirects and go through proxies. */
export function ensureOutbound() {
  installLocked(join(root, 'test/outbound'));
}

/** Installs what drives the browser that pages are looked at in. */
export function ensureBrowser() {
  installLocked(join(root, 'test/browser'));
}

/** `npm ci` in a folder with a lock file of its own, once a lock file, and by one process at a time: test files run side by side. */
export function installLocked(folder) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules/.waymark-lock');
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
  if (isInstalled()) return;
  alone(join(folder, '.installing'), () => {
    if (isInstalled()) return;
    process.stderr.write(
      `installing what ${relative(root, join(folder, 'package-lock.json'))} names (npm ci)\n`,
    );
    // Engine warnings are about the machine's own Node; everything here runs on the Node installed now.
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
    writeFileSync(stamp, lock);
  });
}

/** Runs `work` when no other process does under this file, which holds the id of the one that does. */
function alone(file, work) {
  while (!taken(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Whether the file is ours now. One that was left behind by a process that is gone is taken over. */
function taken(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    // Appears with the id in it, so that one without is never waited for.
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!holderLives(file)) rmSync(file, { force: true });
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function holderLives(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Installs, then builds the product, unless it was built from these very files: a test that runs the demo must not
 * take the product away from the tests beside it.
 */
export function ensureBuilt() {
  ensureInstalled();
  const stamp = join(root, 'node_modules/.waymark-build');
  const sources = fingerprint(['packages', 'scripts/build', 'package-lock.json']);
  const built = ['node/dist/register.cjs', 'viewer/dist/index.cjs'].every((file) =>
    existsSync(join(root, 'packages', file)),
  );
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  run(node24, [join(root, 'scripts/build.mjs')], { quiet: true });
  writeFileSync(stamp, sources);
}

/** Of the names, sizes and times of files, folders read whole; what is built or installed left out. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    else
      for (const name of readdirSync(path).sort())
        if (!/^(node_modules|dist|LICENSE)$/.test(name)) visit(join(path, name));
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest('hex');
}
