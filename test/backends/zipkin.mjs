/** Zipkin, as the one jar that its project publishes, in memory. */
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { isListening, startLocalServer } from './local-server.mjs';
import { missingMavenJars, runMaven } from './maven-jars.mjs';

const VERSION = '3.6.1';
const KEY = `zipkin-${VERSION}`;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
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

/** Resolves to `{ port, directory, output, stop }`; spans, queries and the page share the port. */
async function startZipkin() {
  const jar = await zipkin.prepare();
  return startLocalServer('Zipkin', 1, async ({ ports: [port], run }) => {
    const env = { ...process.env, QUERY_PORT: String(port) };
    const server = run({ command: 'java', args: ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', jar], env });
    await server.waitUntil(() => isHealthy(port));
  });
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
