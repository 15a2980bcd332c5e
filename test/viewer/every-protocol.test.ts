/** An app under register, over each of OTLP's protocols and over Zipkin's, into the viewer: its spans and its log lines. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode } from '@waymark/testing';
import { startViewer, type Viewer } from '../../packages/viewer/src/start-viewer.ts';

const APP = fileURLToPath(new URL('one-request.cjs', import.meta.url));

let viewer: Viewer;
before(async () => {
  viewer = await startViewer({ port: 0 });
});
after(() => viewer.close());

type Environment = Record<string, string>;

const ways: [string, () => Environment][] = [
  ['http/protobuf', () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url })],
  ['http/json', () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url })],
  ['grpc', () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: viewer.grpcUrl! })],
];

for (const [protocol, env] of ways) {
  for (const compression of ['none', 'gzip']) {
    test(`${protocol}, compression ${compression}`, async () => {
      const service = `shop-${protocol}-${compression}`;
      const { stderr } = await run({
        ...env(),
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        OTEL_SERVICE_NAME: service,
      });
      assert.doesNotMatch(stderr, /fail|drop|refuse|error/i);
      const trace = await traceOf(service);
      assert.deepEqual(trace.spans.map(({ span }) => [span.kind, span.name]).sort(), [
        [2, 'GET'],
        [3, 'GET'],
      ]);
      assert.deepEqual(
        trace.logs.map(({ record, requestId }) => [record.body, requestId]),
        [[{ stringValue: 'asked' }, 'r-42']],
      );
    });
  }
}

test('the exporter zipkin', async () => {
  const OTEL_EXPORTER_ZIPKIN_ENDPOINT = `${viewer.url}/api/v2/spans`;
  await run({
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT,
    OTEL_SERVICE_NAME: 'shop-zipkin',
  });
  const { spans } = await traceOf('shop-zipkin');
  assert.equal(spans.length, 2);
  assert.equal(
    spans.every(({ zipkin }) => zipkin !== undefined),
    true,
  );
});

async function run(env: Environment) {
  const result = await runNode(APP, { register: 'require', env: { OTEL_LOGS_EXPORTER: 'otlp', ...env } });
  assert.equal(result.code, 0, result.stderr);
  return result;
}

/** The one trace of a service. */
async function traceOf(service: string) {
  const { traces } = await viewer.store.searchTraces({ service, attributes: [], limit: 10 });
  assert.equal(traces.length, 1);
  return (await viewer.store.trace(traces[0]!.traceId))!;
}
