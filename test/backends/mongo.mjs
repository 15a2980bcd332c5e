/** MongoDB's wire protocol, from Maven's jars: there is no `mongod` in a package registry. */
import { fileURLToPath } from 'node:url';
import { startLocalServer } from './local-server.mjs';
import { mavenJars, missingMavenJars } from './maven-jars.mjs';

const VERSION = '1.47.0';
const KEY = `mongo-java-server-${VERSION}`;
const SERVER = fileURLToPath(new URL('MongoWire.java', import.meta.url));

export const mongo = {
  name: 'MongoDB',
  missing: (env) => missingMavenJars(KEY, env),
  prepare: (options) => mavenJars(KEY, [`de.bwaldvogel:mongo-java-server:${VERSION}`], options),
  start: startMongo,
};

/** Resolves to `{ port, directory, output, stop }`. Java compiles the one source file as it starts. */
async function startMongo() {
  const classPath = await mongo.prepare();
  return startLocalServer('MongoDB', 0, async ({ run }) => {
    const args = ['-Xmx128m', '-XX:+UseSerialGC', '-cp', classPath, SERVER];
    const server = run({ command: 'java', args, env: process.env });
    const [, port] = await server.waitForLine(/ready on (\d+)/, 60_000);
    return Number(port);
  });
}
