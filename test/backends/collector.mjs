/** The OpenTelemetry Collector, built of the core's and contrib's Go modules with what `collector/main.go` names. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheRoot } from './cache.mjs';
import { buildLocalGoCommand, GoMissingError, hasGo } from './go-module.mjs';
import { startLocalServer } from './local-server.mjs';

const SOURCE = fileURLToPath(new URL('collector', import.meta.url));
const CONFIG = join(SOURCE, 'collector.yaml');
const FILE = process.platform === 'win32' ? 'otelcol.exe' : 'otelcol';

export const collector = {
  name: 'OpenTelemetry Collector',
  missing: (env) =>
    existsSync(join(cacheRoot(env), key(), FILE)) || hasGo(env)
      ? undefined
      : new GoMissingError('The OpenTelemetry Collector').message,
  prepare: collectorBinary,
  start: startCollector,
};

/** Another source is another Collector. */
function key() {
  const hash = createHash('sha256');
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(SOURCE, name)));
  return `collector-${hash.digest('hex').slice(0, 12)}-${process.platform}-${process.arch}`;
}

async function collectorBinary({ log = console.error } = {}) {
  const directory = await cached(key(), (draft) =>
    buildLocalGoCommand({
      name: 'the OpenTelemetry Collector',
      directory: SOURCE,
      output: join(draft, FILE),
      log,
    }),
  );
  return join(directory, FILE);
}

/**
 * Resolves to `{ port, grpcPort, zipkinPort, fluentPort, tcpPort, directory, output, stop }`: OTLP by HTTP and by gRPC, Zipkin's
 * spans, Fluentd's forward protocol, lines of JSON over TCP. What it read stands in the directory's `traces.jsonl`, `logs.jsonl`
 * and `metrics.jsonl`, a request a line, in OTLP's JSON. `from` are ports in this order, from which on free ones are looked for.
 */
async function startCollector({ from } = {}) {
  const command = await collectorBinary();
  let others;
  const server = await startLocalServer(
    'Collector',
    5,
    async ({ directory, ports, run }) => {
      const [port, grpcPort, zipkinPort, fluentPort, tcpPort] = ports;
      others = { grpcPort, zipkinPort, fluentPort, tcpPort };
      const env = {
        ...process.env,
        HTTP_PORT: String(port),
        GRPC_PORT: String(grpcPort),
        ZIPKIN_PORT: String(zipkinPort),
        FLUENT_PORT: String(fluentPort),
        TCP_PORT: String(tcpPort),
        DIRECTORY: directory,
      };
      const started = run({ command, args: ['--config', CONFIG], env });
      await started.waitForLine(/Everything is ready/);
    },
    from,
  );
  return { ...server, ...others };
}
