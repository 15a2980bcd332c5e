// npm run backends: real servers for a person to look into or to talk to, until Ctrl-C. A Jaeger, or those that the
// arguments name. Plain JavaScript for Node 20.

import { cacheRoot } from '../test/backends/cache.mjs';
import { freePortFrom } from '../test/backends/free-ports.mjs';
import { startGateway } from '../test/backends/gateway.mjs';
import { startJaeger } from '../test/backends/jaeger.mjs';
import { JAEGER_VERSION } from '../test/backends/jaeger-binary.mjs';
import { prepareServer, SERVER_NAMES, startServer } from '../test/backends/servers.mjs';
import { guideTo } from './backends/guides.mjs';
import { installIndexTemplate, takesIndexTemplate } from './backends/index-template.mjs';
import { askedToStop } from './server-process.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

/** Where a Collector takes OTLP over HTTP and gRPC, Zipkin's spans, and the log lines of Fluentd and Logstash. */
const COLLECTOR_PORTS = [4318, 4317, 9412, 24224, 5045];

/** Beside those that are started by their name alone. */
const STARTS = {
  gateway: () => startGateway({ from: COLLECTOR_PORTS, queryFrom: 16686, log: say }),
  jaeger: startJaegerOnItsPorts,
};
/** What each is looked for at, where it is free: Waymark sends there by itself. */
const USUAL_PORTS = {
  collector: COLLECTOR_PORTS,
  elasticsearch: [9200],
  opensearch: [9200],
  zipkin: [9411],
};
const NAMES = [...SERVER_NAMES, ...Object.keys(STARTS)].sort();

try {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown)
    throw new Error(
      `there is no server ${unknown}; there are ${NAMES.join(', ')}, and without a name Jaeger`,
    );
  if (names.length === 0) await runJaeger();
  else await runServers(names);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

async function runJaeger() {
  const jaeger = await startJaegerOnItsPorts();
  say(whereToLook(jaeger));
  const stopped = await Promise.race([askedToStop().then(() => 'asked'), jaeger.exited]);
  await jaeger.stop();
  if (stopped !== 'asked') throw new Error(`Jaeger ended by itself:\n${jaeger.output()}`);
}

async function startJaegerOnItsPorts() {
  const ports = {
    otlp: await freePortFrom(4318),
    otlpGrpc: await freePortFrom(4317),
    query: await freePortFrom(16686),
  };
  return startJaeger({ ports, log: say });
}

/** All at once; where one does not start, those that did are stopped. */
async function runServers(names) {
  const starting = await Promise.allSettled(names.map(startNamed));
  const running = starting.flatMap(({ value }) => value ?? []);
  const failed = starting.find(({ status }) => status === 'rejected');
  if (!failed) {
    say('\nCtrl-C stops them, and removes their data.');
    await askedToStop();
  }
  await Promise.all(running.map((server) => server.stop()));
  if (failed) throw failed.reason;
}

async function startNamed(name) {
  if (!(name in STARTS)) await prepareServer(name, { log: say });
  const server = await (STARTS[name]?.() ?? startServer(name, { from: USUAL_PORTS[name] }));
  if (takesIndexTemplate(name)) await installIndexTemplate(name, server.url);
  const login = server.user ? ` as ${server.user}, password ${server.password}` : '';
  const address = server.url ?? server.queryUrl ?? `127.0.0.1:${server.port}`;
  const guide = guideTo(name, server);
  say(`${name.padEnd(13)} ${address}${login}${guide ? `\n${guide}\n` : ''}`);
  return server;
}

function whereToLook(jaeger) {
  return `
Jaeger ${JAEGER_VERSION} runs (process ${jaeger.pid}, built from its Go module, kept in ${cacheRoot()}).

${guideTo('jaeger', jaeger)}

The Go module holds no web page: ${jaeger.queryUrl}/ is a placeholder, the APIs are whole.
For Jaeger's page use the container: docker compose -f deploy/jaeger/compose.yaml up

Ctrl-C stops it, as does ending process ${process.pid}; traces are in memory.`;
}
