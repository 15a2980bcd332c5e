/** Zipkin, as the one jar that its project publishes, in memory, with the variables that deploy/zipkin ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { cached } from './cache.mjs';
import { isListening, startLocalServer } from './local-server.mjs';
import { missingMavenJars, runMaven } from './maven-jars.mjs';

const VERSION = '3.6.1';
const KEY = `zipkin-${VERSION}`;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
/** It takes 4 s, and several times that where others keep the processors busy. */
const START_MS = 60_000;
const SETTINGS = new URL('../../deploy/zipkin/zipkin.env', import.meta.url);
const ARTIFACT = `io.zipkin:zipkin-server:${VERSION}:jar:exec`;

export const zipkin = {
  name: 'Zipkin',
  missing: (env) => missingMavenJars(KEY, env),
  prepare: zipkinJar,
  start: startZipkin,
};

async function zipkinJar({ log = () => {} } = {}) {
  const directory = await cached(KEY, async (draft) => {
    log(`fetching ${ARTIFACT}`);
    await runMaven([COPY, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${draft}`], { cwd: draft });
  });
  return join(directory, `zipkin-server-${VERSION}-exec.jar`);
}

/** Small and quick to start, as tests want it. */
const JAVA = ['-Xmx256m', '-XX:TieredStopAtLevel=1'];

/**
 * Resolves to `{ port, directory, pid, output, stop }`; spans, queries and the page share the port, `from[0]` or a later one
 * if that is given. `java` are options of Java instead of ours.
 */
async function startZipkin({ from, java = JAVA } = {}) {
  const jar = await zipkin.prepare();
  return startLocalServer(
    'Zipkin',
    1,
    async ({ directory, ports: [port], run }) => {
      const env = { ...process.env, ...parseEnv(readFileSync(SETTINGS, 'utf8')) };
      // Left to itself it listens on all of the machine's addresses.
      const listen = { ip: '127.0.0.1', port, 'protocols[0]': 'http' };
      const ports = Object.entries(listen).map(([name, value]) => `--armeria.ports[0].${name}=${value}`);
      // It unpacks a library there with each start, and leaves it.
      const args = [...java, `-Djava.io.tmpdir=${directory}`, '-jar', jar, ...ports];
      const server = run({ command: 'java', args, env });
      await server.waitUntil(() => isHealthy(port), START_MS);
    },
    from,
  );
}

async function isHealthy(port) {
  if (!(await isListening(port))) return false;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
