/** A request to a service of ours, and the one to itself that it causes. */

import { fileURLToPath } from 'node:url';
import { startNode, startOtlpServer } from '@waymark/testing';

/** Answers /in by asking itself for /out. */
const relay = fileURLToPath(new URL('../settings/relay.cjs', import.meta.url));

/** The three spans of a request for /in, which comes with `headers`. */
export async function relayedSpans(env: Record<string, string>, headers: Record<string, string> = {}) {
  await using sink = await startOtlpServer();
  await using running = startNode(relay, {
    register: 'require',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...env,
    },
  });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  await (await fetch(`http://127.0.0.1:${port}/in`, { headers })).text();
  await sink.waitForSpans(3);
  return sink.spans;
}
