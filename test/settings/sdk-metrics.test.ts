/** OTEL_NODE_EXPERIMENTAL_SDK_METRICS: what the SDK tells of itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode, startOtlpServer } from '@waymark/testing';

const relay = fileURLToPath(new URL('./relay.cjs', import.meta.url));

/** Names of the SDK's own metrics that arrive after a request. */
async function named(more: Record<string, string>): Promise<string[]> {
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRIC_EXPORT_INTERVAL: '200', ...more };
  await using running = startNode(relay, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  await fetch(`http://127.0.0.1:${port}/in`);
  await sink.waitForMetrics((metrics) => metrics.some(({ name }) => name === 'http.server.request.duration'));
  await fetch(`http://127.0.0.1:${port}/in`);
  const count = sink.metrics.length;
  await sink.waitForMetrics(count + 5);
  return [...new Set(sink.metrics.map(({ name }) => name).filter((name) => name.startsWith('otel.sdk.')))];
}

test('true counts what the metrics SDK does, and the spans of upstream', async () => {
  const on = { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' };
  assert.ok((await named(on)).some((name) => name.startsWith('otel.sdk.metric_reader.')));
  const upstream = await named({ ...on, WAYMARK_ENGINE: 'upstream' });
  assert.ok(upstream.includes('otel.sdk.span.started'), upstream.join());
  assert.ok(
    upstream.some((name) => name.startsWith('otel.sdk.processor.span.')),
    upstream.join(),
  );
});

test('without it nothing is counted', async () => {
  assert.deepEqual(await named({}), []);
});
