/** SQS as ElasticMQ serves it, from Maven's jars: with SQS' own limits, ten attributes a message among them. */
import { fileURLToPath } from 'node:url';
import { startLocalServer } from './local-server.mjs';
import { mavenJars, missingMavenJars } from './maven-jars.mjs';

const VERSION = '1.6.12';
const KEY = `elasticmq-${VERSION}`;
/** Without a logger it says nothing, not even why it does not start. */
const JARS = [`org.elasticmq:elasticmq-rest-sqs_2.13:${VERSION}`, 'org.slf4j:slf4j-simple:2.0.16'];
const SERVER = fileURLToPath(new URL('ElasticMq.java', import.meta.url));
const JAVA = ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

export const sqs = {
  name: 'SQS',
  missing: (env) => missingMavenJars(KEY, env),
  prepare: (options) => mavenJars(KEY, JARS, options),
  start: startSqs,
};

/** Resolves to `{ port, directory, output, stop }`. Java compiles the one source file as it starts. */
async function startSqs() {
  const classPath = await sqs.prepare();
  return startLocalServer('SQS', 1, async ({ ports: [port], run }) => {
    const args = [...JAVA, '-cp', classPath, SERVER, String(port)];
    const server = run({ command: 'java', args, env: process.env });
    await server.waitForLine(/ready on \d+/, 60_000);
  });
}
