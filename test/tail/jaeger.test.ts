/** A request that nobody sampled, and that failed, as a real Jaeger has it: with its debug lines, and alone. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startNode } from '@waymark/testing';
import { type Jaeger, startJaeger } from '../backends/jaeger.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { JaegerClient } from '../backends/jaeger-client.ts';

const skip = skipWithoutJaeger();
let jaeger: Jaeger | undefined;

before(async () => {
  if (!skip) jaeger = await startJaeger();
});
after(() => jaeger?.stop());

test('the lines of a request that failed are read in Jaeger, in their order', { skip }, async () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: jaeger!.otlpUrl,
    OTEL_TRACES_EXPORTER: 'jaeger',
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_SERVICE_NAME: 'shop',
    WAYMARK_LOG_TAIL: 'debug',
    LEVEL: 'warn',
  };
  await using app = startNode(join(import.meta.dirname, 'app.cjs'), { register: 'require', env });
  const [, port] = await app.waitForLine(/listening on (\d+)/);
  const ids: string[] = [];
  for (const path of ['fine', 'fail', 'quit']) ids.push(await requestId(Number(port), path));
  await app.exited;

  const client = new JaegerClient(jaeger!.queryUrl);
  const failed = ids[1]!;
  const spans = await client.trace(failed, 1);
  assert.deepEqual(
    spans.map(({ name, status }) => `${name} ${status.code}`),
    ['GET ERROR'],
  );
  const legacy = await client.legacyTrace(failed);
  const [root] = legacy;
  assert.match(String(root!.logs[0]!['span_id']), /^\w{16}$/);
  assert.deepEqual(
    root!.logs.map((log) => `${log['log.severity']} ${log['message']}`),
    ['DEBUG fail: looking', 'INFO fail: nothing', 'DEBUG fail: giving up'],
  );
  assert.equal(root!.tags['waymark.log_tail.released'], 'error');
  assert.deepEqual(await client.findByTags('shop', { 'waymark.log_tail.released': 'error' }), [failed]);
  // And nothing of the requests that were fine.
  assert.deepEqual(await client.findByOperation('shop', 'GET'), [failed]);
});

/** The response's, which is the trace id. */
function requestId(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path: `/${path}`, agent: false }, (answer) => {
      answer.resume().on('close', () => resolve(String(answer.headers['x-request-id'])));
    });
    asked.on('error', reject).end();
  });
}
