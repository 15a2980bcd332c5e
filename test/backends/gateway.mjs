/** The Collector with the configuration that deploy/collector ships, in front of a Jaeger: traces sampled by their end, logs to a file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collector } from './collector.mjs';
import { freePortFrom } from './free-ports.mjs';
import { startJaeger } from './jaeger.mjs';
import { startLocalServer } from './local-server.mjs';

const SHIPPED = fileURLToPath(new URL('../../deploy/collector', import.meta.url));

/**
 * Resolves to what `startServer('collector')` does, with `queryUrl` of the Jaeger. Metrics and logs stand in the directory's `metrics.jsonl`
 * and `logs.jsonl`, a request a line, in OTLP's JSON. `env` holds what is to be set besides the ports: a trace is judged after a second
 * unless it says otherwise. `from` and `queryFrom` are ports from which on free ones are looked for, in the order above.
 *
 * With `tls`, PEM texts `{ key, cert, ca }`, there are `tlsPort` and `tlsGrpcPort`, too; with `ca`, senders have to show a certificate of it.
 */
export async function startGateway({ env = {}, tls, from, queryFrom, log } = {}) {
  const command = await collector.prepare({ log });
  const ports = queryFrom === undefined ? {} : { query: await freePortFrom(queryFrom) };
  const jaeger = await startJaeger({ ports, log });
  try {
    const server = await startCollector(command, { jaeger, env, tls, from });
    const stop = async () => {
      await server.stop();
      await jaeger.stop();
    };
    return { ...server, queryUrl: jaeger.queryUrl, stop };
  } catch (error) {
    await jaeger.stop();
    throw error;
  }
}

async function startCollector(command, { jaeger, env, tls, from }) {
  let others;
  const launch = async ({ directory, ports, run }) => {
    const [, grpcPort, zipkinPort, fluentPort, tcpPort, tlsPort, tlsGrpcPort] = ports;
    others = { grpcPort, zipkinPort, fluentPort, tcpPort, ...(tls && { tlsPort, tlsGrpcPort }) };
    const settings = {
      ...portVariables(ports),
      COLLECTOR_HOST: '127.0.0.1',
      COLLECTOR_JAEGER: new URL(jaeger.otlpGrpcUrl).host,
      COLLECTOR_DIRECTORY: directory,
      COLLECTOR_DECISION_WAIT: '1s',
      ...(tls && (await certificateFiles(directory, tls))),
    };
    const files = ['collector.yaml', ...(tls ? ['tls.yaml'] : [])];
    const args = files.flatMap((name) => ['--config', join(SHIPPED, name)]);
    const started = run({ command, args, env: { ...process.env, ...settings, ...env } });
    await started.waitForLine(/Everything is ready/);
  };
  const server = await startLocalServer('Gateway', 7, launch, from);
  return { ...server, ...others };
}

function portVariables(ports) {
  const names = ['OTLP_HTTP', 'OTLP_GRPC', 'ZIPKIN', 'FLUENT', 'TCP', 'TLS_HTTP', 'TLS_GRPC'];
  return Object.fromEntries(names.map((name, index) => [`COLLECTOR_${name}_PORT`, String(ports[index])]));
}

async function certificateFiles(directory, { key, cert, ca }) {
  const written = async (name, text) => {
    const file = join(directory, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  return {
    COLLECTOR_KEY: await written('collector.key', key),
    COLLECTOR_CERTIFICATE: await written('collector.crt', cert),
    COLLECTOR_CLIENT_CA: ca === undefined ? '' : await written('ca.crt', ca),
  };
}
