/** Kafka as one broker that is its own controller, from Maven's jars. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finish } from './finish.mjs';
import { startLocalServer } from './local-server.mjs';
import { mavenJars, missingMavenJars } from './maven-jars.mjs';

const VERSION = '4.1.1';
const KEY = `kafka-${VERSION}`;
/** Without a logger Kafka says nothing, not even why it does not start. */
const JARS = [`org.apache.kafka:kafka_2.13:${VERSION}`, 'org.slf4j:slf4j-simple:1.7.36'];
/** A shorter start, at the price of a speed that no test needs. */
const JAVA = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

export const kafka = {
  name: 'Kafka',
  missing: (env) => missingMavenJars(KEY, env),
  prepare: (options) => mavenJars(KEY, JARS, options),
  start: startKafka,
};

/** Resolves to `{ port, directory, output, stop }`. */
async function startKafka() {
  const classPath = await kafka.prepare();
  return startLocalServer('Kafka', 2, async ({ directory, ports, run }) => {
    const settings = join(directory, 'server.properties');
    await writeFile(settings, settingsOf(directory, ports));
    const java = (name, ...args) => [...JAVA, '-cp', classPath, name, ...args];
    const format = java('kafka.tools.StorageTool', 'format', '-t', 'AAAAAAAAAAAAAAAAAAAAAQ', '-c', settings);
    await finish('java', format, { cwd: directory });
    const server = run({ command: 'java', args: java('kafka.Kafka', settings), env: process.env });
    await server.waitForLine(/Kafka Server started/, 60_000);
  });
}

function settingsOf(directory, [port, controllerPort]) {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(directory, 'log'),
    'offsets.topic.replication.factor': 1,
    // Each of them costs a consumer group's first join time.
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
