/** Starts all that an order passes: Kafka, shipping, stock, checkout, the storefront, and nginx in front. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../../scripts/server-process.mjs';
import { startServer } from '../../test/backends/servers.mjs';
import { missingStacks, stacks } from './install.mjs';

const ACCESS_LOG = 'access.log';
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Resolves to `{ url, stop }` when nginx takes orders at `url`. Nothing is left running when it rejects.
 *
 * @param {{ node?: string, flags?: string[], env?: object, log?: (line: string) => void,
 *   onLine?: (service: string, line: string) => void }} options
 *   `node` runs the two services in JavaScript, with `flags` (say `['--require', register]`). All five get `env`, in which
 *   the `OTEL_*` variables mean the same to each. `log` is told what has to be installed first, `onLine` what services write.
 */
export async function startPolyglot({ node = process.execPath, flags = [], env = {}, log, onLine } = {}) {
  const stops = [];
  // The front first, so that nobody calls a service that is gone.
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  const start = async (name, options, ready, signal) => {
    const service = startServerProcess(name, {
      ...options,
      env: { ...process.env, ...env, ...options.env, PORT: '0' },
      onLine: onLine && ((line) => onLine(name, line)),
    });
    stops.push(() => service.stop(signal));
    return (await service.waitForLine(ready, 60_000))[1];
  };
  const startNode = (path, variables, ready) =>
    start(path.split('/')[0], { command: node, args: [...flags, file(path)], env: variables }, ready);

  const missing = missingStacks();
  if (missing) throw new Error(missing);
  try {
    const { pythonPath, stockCommand } = await stacks({ log });
    const kafka = await startServer('kafka');
    stops.push(kafka.stop);
    const KAFKA_BROKER = `127.0.0.1:${kafka.port}`;
    const shipping = startNode('shipping/worker.mjs', { KAFKA_BROKER }, /waiting for parcels/);
    // Both may fail; the one that is not awaited first must not become an unhandled rejection.
    shipping.catch(() => {});
    const STOCK_ADDRESS = await start(
      'stock',
      { command: stockCommand, env: { OTEL_SERVICE_NAME: 'stock', KAFKA_BROKER } },
      /listening on (127\.0\.0\.1:\d+)/,
    );
    await shipping;
    const CHECKOUT_URL = await start(
      'checkout',
      flaskUnderOpenTelemetry(pythonPath, { STOCK_ADDRESS }),
      /Running on (http:\/\/127\.0\.0\.1:\d+)/,
      // Python ends in order at this one, with the spans that it still holds delivered.
      'SIGINT',
    );
    const STOREFRONT_URL = await startNode(
      'storefront/server.mjs',
      { CHECKOUT_URL },
      /listening on (http:\/\/127\.0\.0\.1:\d+)/,
    );
    const gateway = await startServer('nginx', {
      http: ({ listen: LISTEN, directory }) => {
        return fill('gateway/http.conf', { LISTEN, STOREFRONT_URL, ACCESS_LOG: join(directory, ACCESS_LOG) });
      },
    });
    const url = `http://127.0.0.1:${gateway.port}`;
    stops.push(async () => {
      // It answers when it has logged all that it answered before; one that is gone has no more to log.
      await fetch(`${url}/health`).catch(() => {});
      const log = readFileSync(join(gateway.directory, ACCESS_LOG), 'utf8');
      await gateway.stop();
      for (const line of log.split('\n')) if (line) onLine?.('gateway', line);
    });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As its documentation says to run an app: `opentelemetry-instrument flask --app app run`. */
function flaskUnderOpenTelemetry(packages, variables) {
  return {
    command: 'python3',
    args: [join(packages, 'bin/opentelemetry-instrument'), 'python3', '-m', 'flask', 'run', '--port', '0'],
    cwd: file('checkout'),
    env: {
      PYTHONPATH: packages,
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      FLASK_APP: 'app',
      OTEL_SERVICE_NAME: 'checkout',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_METRICS_EXPORTER: 'none',
      // Puts otelTraceID on every log record.
      OTEL_PYTHON_LOG_CORRELATION: 'true',
      ...variables,
    },
  };
}

/** The file with each `${NAME}` replaced; nginx's own variables have no braces. */
function fill(path, values) {
  return readFileSync(file(path), 'utf8').replace(/\$\{(\w+)\}/g, (_, name) => values[name]);
}
