/** Both ends of a signature: a service that trusts nobody goes on with the traces of those who hold its key. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode, startOtlpServer } from '@waymark/testing';

/** Answers /in by asking itself for /out. */
const relay = fileURLToPath(new URL('../settings/relay.cjs', import.meta.url));
const STRANGER = 'a'.repeat(32);

/** How many traces the stranger's request and the one that it causes are. */
async function traces(env: Record<string, string>): Promise<number> {
  await using sink = await startOtlpServer();
  await using running = startNode(relay, {
    register: 'require',
    env: {
      WAYMARK_TRUST_INBOUND: 'never',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...env,
    },
  });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const headers = { traceparent: `00-${STRANGER}-${'b'.repeat(16)}-01` };
  await (await fetch(`http://127.0.0.1:${port}/in`, { headers })).text();
  await sink.waitForSpans(3);
  assert.ok(sink.spans.every(({ traceId }) => traceId !== STRANGER));
  return new Set(sink.spans.map(({ traceId }) => traceId)).size;
}

const KEY = 'a key that both ends hold';
for (const WAYMARK_ENGINE of ['waymark', 'upstream']) {
  test(`a signed request goes on with the trace of its caller, and no other does: ${WAYMARK_ENGINE}`, async () => {
    assert.equal(await traces({ WAYMARK_ENGINE, WAYMARK_TRUST_KEY: KEY }), 1);
    assert.equal(
      await traces({ WAYMARK_ENGINE, WAYMARK_TRUST_KEY: KEY, WAYMARK_PROPAGATE_TO: '127.0.0.1' }),
      1,
    );
    assert.equal(await traces({ WAYMARK_ENGINE, WAYMARK_TRUST_KEY: KEY, WAYMARK_PROPAGATE_TO: 'none' }), 2);
    assert.equal(await traces({ WAYMARK_ENGINE }), 2);
  });
}
