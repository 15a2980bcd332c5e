// npm run backends: real servers for a person to look into or to talk to, until Ctrl-C. A Jaeger, or those that the
// arguments name. Plain JavaScript for Node 20.

import { cacheRoot } from '../test/backends/cache.mjs';
import { freePortFrom } from '../test/backends/free-ports.mjs';
import { startJaeger } from '../test/backends/jaeger.mjs';
import { JAEGER_VERSION } from '../test/backends/jaeger-binary.mjs';
import { SERVER_NAMES, startServer } from '../test/backends/servers.mjs';
import { askedToStop } from './server-process.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

try {
  const names = process.argv.slice(2);
  if (names.length === 0) await runJaeger();
  else await runServers(names);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

async function runJaeger() {
  const ports = {
    otlp: await freePortFrom(4318),
    otlpGrpc: await freePortFrom(4317),
    query: await freePortFrom(16686),
  };
  const jaeger = await startJaeger({ ports, log: say });
  say(whereToLook(jaeger));
  const stopped = await Promise.race([askedToStop().then(() => 'asked'), jaeger.exited]);
  await jaeger.stop();
  if (stopped !== 'asked') throw new Error(`Jaeger ended by itself:\n${jaeger.output()}`);
}

async function runServers(names) {
  const unknown = names.find((name) => !SERVER_NAMES.includes(name));
  if (unknown)
    throw new Error(
      `there is no server ${unknown}; there are ${SERVER_NAMES.join(', ')}, and without a name Jaeger`,
    );
  const servers = await Promise.all(names.map(startNamed));
  say('\nCtrl-C stops them, and removes their data.');
  await askedToStop();
  await Promise.all(servers.map((server) => server.stop()));
}

async function startNamed(name) {
  const server = await startServer(name);
  const login = server.user ? ` as ${server.user}, password ${server.password}` : '';
  say(`${name.padEnd(10)} ${server.url ?? `127.0.0.1:${server.port}`}${login}`);
  return server;
}

function whereToLook({ otlpUrl, otlpGrpcUrl, queryUrl, pid }) {
  return `
Jaeger ${JAEGER_VERSION} runs (process ${pid}, built from its Go module, kept in ${cacheRoot()}).

  send traces     OTEL_TRACES_EXPORTER=jaeger OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl} \\
                    node --require @waymark/node/register app.js
  by gRPC         the same with OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpcUrl}
  the shop        OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl} npm run demo
  services        ${queryUrl}/api/v3/services
  one trace       ${queryUrl}/api/v3/traces/<trace id>      (a second after it was sent)
  search          ${queryUrl}/api/traces?service=<name>&tags=%7B%22http.request.id%22:%22<request id>%22%7D

The Go module holds no web page: ${queryUrl}/ is a placeholder, the APIs are whole.
For Jaeger's page use the container: docker compose -f deploy/jaeger/compose.yaml up

Ctrl-C stops it, as does ending process ${process.pid}; traces are in memory.`;
}
