/**
 * Elasticsearch and OpenSearch, as their projects publish them to Maven for their own tests: the real servers with few modules.
 * Plain JavaScript for Node 20.
 */
import { existsSync, realpathSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { finish } from './finish.mjs';
import { isRoot, startLocalServer } from './local-server.mjs';
import { runMaven } from './maven-jars.mjs';

const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack';
/** Both refuse to run as root. On Linux this is nobody. */
const NOBODY = 65_534;
/** Its own certificates are 10 s of work by themselves, and more where others work too. */
const START_MS = 180_000;

/** The distribution `artifact` (`group:artifact:version:zip`), unpacked, in the cache as `key`. */
export async function searchDistribution(key, artifact, { log = () => {} } = {}) {
  const directory = await cached(key, async (draft) => {
    log(`fetching ${artifact}`);
    // Maven leaves notes in the folder that it runs in, so that it is one of its own.
    const work = join(draft, 'work');
    await mkdir(work);
    await runMaven([UNPACK, `-Dartifact=${artifact}`, `-DoutputDirectory=${join(draft, 'server')}`], {
      cwd: work,
    });
    await rm(work, { recursive: true });
  });
  const [folder] = await readdir(join(directory, 'server'));
  return join(directory, 'server', folder);
}

/**
 * Starts a copy of the distribution at `home`. `name` is what it is called, its command and its settings file have that in lower
 * case. `from` is where to look for free ports. `settings` are lines for that file, or `shipped` stands in its place: `{ file, env(port) }`, with the variables that it names; `isReady(port, copy)` says when it takes requests; `prepare({ copy, env })` may run
 * commands of the copy before the first start.
 *
 * Resolves to `{ port, directory, home, output, stop, halt, resume }`: between `halt()` and `resume()` it is not there, and comes back on its
 * port with its data.
 */
export async function startSearchServer(
  name,
  { home, settings = [], shipped, isReady, from, prepare = async () => {} },
) {
  const command = name.toLowerCase();
  let start;
  let current;
  const server = await startLocalServer(
    name,
    2,
    async ({ directory, ports, run }) => {
      const copy = await ownCopy(home, directory);
      const [port, transportPort] = ports;
      if (shipped) await copyFile(shipped.file, join(copy, 'config', `${command}.yml`));
      else await addSettings(copy, command, [...common(port, transportPort), ...settings]);
      await adaptJava(copy);
      const env = { ...javaEnv(command, directory), ...shipped?.env(port) };
      await mkdir(join(directory, 'tmp'));
      await prepare({ copy, env });
      const owner = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
      if (isRoot()) await finish('chown', ['-R', `${NOBODY}:${NOBODY}`, directory], { cwd: directory });
      start = async () => {
        current = run({ command: join(copy, 'bin', command), env, cwd: copy, ...owner });
        await current.waitUntil(() => isReady(port, copy), START_MS);
      };
      await start();
    },
    from,
  );
  return {
    ...server,
    home: join(server.directory, 'home'),
    halt: () => current.stop('SIGKILL'),
    resume: start,
  };
}

/** As somebody else than root it could not read the cache in root's home; and it writes into its own folders. */
async function ownCopy(home, directory) {
  const copy = join(directory, 'home');
  await finish('cp', ['-r', home, copy], { cwd: directory });
  return copy;
}

function addSettings(copy, command, settings) {
  return appendFile(join(copy, 'config', `${command}.yml`), `\n${settings.join('\n')}\n`);
}

async function adaptJava(copy) {
  const jvm = join(copy, 'config/jvm.options');
  // The collector of garbage for servers with a few hundred MB, and no log of what it does.
  const options = (await readFile(jvm, 'utf8'))
    .replace(/^.*-Xlog:gc.*$/m, '')
    .replace(/^.*-XX:\+UseG1GC$/m, '');
  await writeFile(jvm, `${options}\n-XX:+UseSerialGC\n`);
}

function common(port, transportPort) {
  return [
    'discovery.type: single-node',
    'http.host: 127.0.0.1',
    'transport.host: 127.0.0.1',
    `http.port: ${port}`,
    `transport.port: ${transportPort}`,
    // Else a disk that is nearly full makes all of it read-only.
    'cluster.routing.allocation.disk.threshold_enabled: false',
  ];
}

function javaEnv(command, directory) {
  const prefix = command === 'opensearch' ? 'OPENSEARCH' : 'ES';
  const { JAVA_HOME, PATH } = process.env;
  return {
    PATH,
    HOME: directory,
    // Else each start leaves a folder in the machine's. It must not hold the server itself.
    [`${prefix}_TMPDIR`]: join(directory, 'tmp'),
    [`${prefix}_JAVA_OPTS`]: '-Xms256m -Xmx256m -XX:TieredStopAtLevel=1',
    // Without one they look for a Java of their own, which this distribution does not bring.
    [`${prefix}_JAVA_HOME`]: JAVA_HOME ?? javaHome(PATH),
  };
}

function javaHome(path = '') {
  for (const folder of path.split(':')) {
    const java = join(folder, 'java');
    if (existsSync(java)) return join(realpathSync(java), '..', '..');
  }
  throw new Error('no java command was found');
}
