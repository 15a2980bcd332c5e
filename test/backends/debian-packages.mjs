/**
 * Servers as Debian and Ubuntu package them, unpacked into the cache instead of installed: nothing is started,
 * configured or changed on the machine, and no rights are needed. Plain JavaScript for Node 20.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { finish } from './finish.mjs';

const PACKAGES = [
  'redis-server',
  'memcached',
  'nats-server',
  'mariadb-server-core',
  'rabbitmq-server',
  'nginx',
];

/** Why the packages are not to be had here, or undefined. */
export function missingDebianPackages(env = process.env, packages = PACKAGES) {
  if (existsSync(join(cacheRoot(env), cacheKey(packages)))) return undefined;
  if (spawnSync('apt-get', ['--version'], { env, stdio: 'ignore' }).status === 0) return undefined;
  return 'It comes from a Debian or Ubuntu package, and no `apt-get` command was found.';
}

/**
 * The root directory under which `usr/sbin/mariadbd` and the others lie. The first call fetches 50 MB and takes
 * about ten seconds, later ones find it. Others than the servers' go to a directory of their own.
 */
export async function debianPackages({ log = () => {}, packages = PACKAGES } = {}) {
  return cached(cacheKey(packages), async (draft) => {
    log(`fetching ${packages.join(', ')}`);
    const apt = join(draft, 'apt');
    await fetchPackages(apt, packages);
    const archives = (await readdir(join(apt, 'archives'))).filter((name) => name.endsWith('.deb'));
    for (const name of archives) await finish('dpkg-deb', ['-x', join(apt, 'archives', name), draft]);
    await rm(apt, { recursive: true });
  });
}

/**
 * The environment in which a command under `root` finds the libraries that came with it. What was installed
 * on the machine when the packages were fetched did not come with them.
 */
export function debianEnv(root) {
  const folders = ['usr/lib', 'lib'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith('-linux-gnu'))
          .map((name) => join(root, folder, name))
      : [],
  );
  return { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', LD_LIBRARY_PATH: folders.join(':') };
}

/** With package lists of our own: the machine's may be old or missing, and are not ours to renew. */
async function fetchPackages(apt, packages) {
  for (const folder of ['lists/partial', 'archives/partial'])
    await mkdir(join(apt, folder), { recursive: true });
  const settings = {
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': apt,
    'Dir::Cache::archives': join(apt, 'archives'),
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await finish('apt-get', [...options, '-q', 'update']);
  // Reinstalled, so that what is on the machine already is unpacked as well.
  await finish('apt-get', [...options, '-q', '-y', '--reinstall', '--download-only', 'install', ...packages]);
}

/** The distribution's release and the processor decide what is in the packages; another list is another cache. */
function cacheKey(packages) {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const of = (name) => release.match(new RegExp(`^${name}="?([\\w.]+)`, 'm'))?.[1] ?? 'unknown';
  const list = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8);
  return `servers-${of('ID')}-${of('VERSION_ID')}-${process.arch}-${list}`;
}
