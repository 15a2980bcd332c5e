/** OTEL_NODE_RESOURCE_DETECTORS with clouds: what they say arrives later, and nobody waits for it. */

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OtlpServer, runNode, startNode, startOtlpServer } from '@waymark/testing';

const relay = fileURLToPath(new URL('./relay.cjs', import.meta.url));
const script = fileURLToPath(new URL('./one-span.cjs', import.meta.url));

/** Google's metadata service, as far as its detector asks. */
const metadata: RequestListener = ({ url }, response) => {
  const answers: Record<string, string> = {
    '/computeMetadata/v1/instance': '{}',
    '/computeMetadata/v1/project/project-id': 'shop-prod',
    '/computeMetadata/v1/instance/id': '4711',
    '/computeMetadata/v1/instance/zone': 'projects/1/zones/europe-west4-a',
    '/computeMetadata/v1/instance/machine-type': 'projects/1/machineTypes/e2-small',
    '/computeMetadata/v1/instance/name': 'shop-1',
  };
  const answer = answers[(url ?? '').replace(/\?.*/, '')];
  response.writeHead(answer === undefined ? 404 : 200, { 'metadata-flavor': 'Google' }).end(answer);
};

async function listening(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function environment(sink: OtlpServer, more: Record<string, string>) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    ...more,
  };
}

test('later batches carry what a cloud said, the first does not wait, and asking leaves no spans', async () => {
  await using sink = await startOtlpServer();
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await using google = await listening((request, response) => asked.then(() => metadata(request, response)));
  const env = environment(sink, {
    OTEL_NODE_RESOURCE_DETECTORS: 'gcp,env',
    GCE_METADATA_HOST: google.address,
    METADATA_SERVER_DETECTION: 'assume-present',
    OTEL_RESOURCE_ATTRIBUTES: 'host.name=mine',
  });
  await using running = startNode(relay, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  await fetch(`http://127.0.0.1:${port}/out`);
  await sink.waitForSpans(1);
  answer();
  let resource: Record<string, unknown> = {};
  for (let i = 0; i < 100 && resource['cloud.provider'] === undefined; i++) {
    await fetch(`http://127.0.0.1:${port}/out`);
    await sink.waitForSpans(i + 2);
    resource = sink.spans.at(-1)!.resource;
  }
  assert.equal(sink.spans[0]!.resource['cloud.provider'], undefined);
  assert.equal(resource['cloud.account.id'], 'shop-prod');
  assert.equal(resource['cloud.availability_zone'], 'europe-west4-a');
  assert.equal(resource['host.name'], 'mine');
  assert.equal(resource['process.pid'], undefined);
  assert.deepEqual([...new Set(sink.spans.map(({ name }) => name))], ['GET']);
});

test('a cloud that never answers keeps no process alive', async () => {
  await using sink = await startOtlpServer();
  await using silent = await listening(() => {});
  const env = environment(sink, {
    OTEL_NODE_RESOURCE_DETECTORS: 'all,container,aws,gcp,azure,alibaba',
    GCE_METADATA_HOST: silent.address,
    METADATA_SERVER_DETECTION: 'assume-present',
  });
  const { code, stderr, durationMs } = await runNode(script, { register: 'require', env });
  assert.equal(code, 0);
  assert.equal(stderr.trim().split('\n').length, 1);
  // Google's detector alone waits three seconds for an answer.
  assert.ok(durationMs < 2500, `${durationMs} ms`);
  assert.equal(sink.spans.length, 1);
  assert.ok(typeof sink.spans[0]!.resource['process.pid'] === 'number');
});

test('without being named no cloud is asked', async () => {
  await using sink = await startOtlpServer();
  let asked = 0;
  await using google = await listening(() => asked++);
  const env = environment(sink, { GCE_METADATA_HOST: google.address, OTEL_NODE_RESOURCE_DETECTORS: 'all' });
  await runNode(script, { register: 'require', env });
  assert.equal(asked, 0);
});
