/** The Collector with the configuration that deploy/collector ships, in front of a Jaeger: traces sampled by their end, logs to a file. */
import { fileURLToPath } from 'node:url';
import { collector } from './collector.mjs';
import { freePortFrom } from './free-ports.mjs';
import { startJaeger } from './jaeger.mjs';
import { startLocalServer } from './local-server.mjs';

const CONFIG = fileURLToPath(new URL('../../deploy/collector/collector.yaml', import.meta.url));

/**
 * Resolves to what `startServer('collector')` does, with `queryUrl` of the Jaeger. Metrics and logs stand in the directory's `metrics.jsonl`
 * and `logs.jsonl`, a request a line, in OTLP's JSON. `env` holds what is to be set besides the ports: a trace is judged after a second
 * unless it says otherwise. `from` and `queryFrom` are ports from which on free ones are looked for, in the order above.
 */
export async function startGateway({ env = {}, from, queryFrom, log } = {}) {
  const command = await collector.prepare({ log });
  const ports = queryFrom === undefined ? {} : { query: await freePortFrom(queryFrom) };
  const jaeger = await startJaeger({ ports, log });
  let others;
  const server = await startLocalServer(
    'Gateway',
    5,
    async ({ directory, ports, run }) => {
      const [port, grpcPort, zipkinPort, fluentPort, tcpPort] = ports;
      others = { grpcPort, zipkinPort, fluentPort, tcpPort };
      const settings = {
        COLLECTOR_HOST: '127.0.0.1',
        COLLECTOR_OTLP_HTTP_PORT: String(port),
        COLLECTOR_OTLP_GRPC_PORT: String(grpcPort),
        COLLECTOR_ZIPKIN_PORT: String(zipkinPort),
        COLLECTOR_FLUENT_PORT: String(fluentPort),
        COLLECTOR_TCP_PORT: String(tcpPort),
        COLLECTOR_JAEGER: new URL(jaeger.otlpGrpcUrl).host,
        COLLECTOR_DIRECTORY: directory,
        COLLECTOR_DECISION_WAIT: '1s',
      };
      const started = run({
        command,
        args: ['--config', CONFIG],
        env: { ...process.env, ...settings, ...env },
      });
      await started.waitForLine(/Everything is ready/);
    },
    from,
  ).catch(async (error) => {
    await jaeger.stop();
    throw error;
  });
  const stop = async () => {
    await server.stop();
    await jaeger.stop();
  };
  return { ...server, ...others, queryUrl: jaeger.queryUrl, stop };
}
