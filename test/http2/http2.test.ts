/** HTTP/2 under the built register, on each Node: the same spans as CommonJS and as ESM, and nothing loaded without it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes, printTree, runNode, startOtlpServer } from '@waymark/testing';
import { makeCertificate } from './certificate.ts';
import { startGrpcCollector } from './grpc-collector.ts';

const app = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const GOLDEN = `
app CLIENT POST [network.protocol.version=2 http.response.status_code=200]
  app SERVER POST [url.path=/compat network.protocol.version=2 http.response.status_code=200]
app CLIENT POST [network.protocol.version=2 http.response.status_code=404 error.type=404] (ERROR)
  app SERVER POST [url.path=/streams network.protocol.version=2 http.response.status_code=404]
`.trim();
const attributes = ['url.path', 'network.protocol.version', 'http.response.status_code', 'error.type'];

for (const version of installedNodes()) {
  for (const file of ['app.cjs', 'app.mjs']) {
    test(`${file} on Node ${version}`, async () => {
      await using sink = await startOtlpServer();
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'app' };
      const options = { node: nodes[version], register: 'require' as const, env };
      const { stdout, stderr, code } = await runNode(app(file), options);
      assert.deepEqual(
        [stdout, withoutStart(stderr), code],
        ['/compat an id\n/streams an id\nloaded true\n', '', 0],
      );
      assert.equal(printTree(sink.spans, { attributes }), GOLDEN);
      const counts = sink.metrics
        .filter(({ name }) => name.startsWith('http.'))
        .map(({ name, points }) => [name, points.length]);
      assert.deepEqual(counts.sort(), [
        ['http.client.request.duration', 2],
        ['http.server.request.duration', 2],
      ]);
      sink.assertClean();
    });
  }
}

const BOTH_VERSIONS = `
app CLIENT GET [network.protocol.version=2]
  app SERVER GET /orders/:id [url.path=/orders/1 network.protocol.version=2]
app CLIENT GET [network.protocol.version=1.1]
  app SERVER GET /orders/:id [url.path=/orders/2 network.protocol.version=1.1]
app CLIENT GET [url.path=/orders/3 network.protocol.version=2]
  app SERVER GET /orders/:id [url.path=/orders/3 network.protocol.version=2]
`.trim();

for (const version of installedNodes()) {
  test(`both versions of HTTP on one server of Fastify, each request once, on Node ${version}`, async () => {
    await using sink = await startOtlpServer();
    using certificate = makeCertificate();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'app' };
    const args = [certificate.key, certificate.cert];
    const options = { node: nodes[version], register: 'require' as const, env, args };
    const { stdout, stderr, code } = await runNode(app('mixed.cjs'), options);
    assert.deepEqual([withoutStart(stderr), stdout, code], ['', '{"id":"3","version":"2.0"}\n', 0]);
    const tree = printTree(sink.spans, { attributes: ['url.path', 'network.protocol.version'] });
    assert.equal(tree, BOTH_VERSIONS);
  });
}

test('what we export by gRPC, over HTTP/2 as well, is no request of the application', async () => {
  await using collector = await startGrpcCollector();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_BSP_SCHEDULE_DELAY: '1',
  };
  const { stderr, code } = await runNode(app('app.cjs'), { register: 'require', env });
  assert.deepEqual([withoutStart(stderr), code], ['', 0]);
  const paths = new Set(collector.calls.map(({ path }) => path.split('.').at(-1)));
  assert.ok(paths.has('TraceService/Export') && paths.has('MetricsService/Export'), [...paths].join());
  for (const { carried, body } of collector.calls) {
    assert.deepEqual(carried, []);
    assert.equal(body.includes('Service/Export'), false, 'an export is the URL of a span');
  }
});

test('Koa and Hapi give their route to the span of a stream', async () => {
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const { stderr, code } = await runNode(app('frameworks.cjs'), { register: 'require', env });
  assert.deepEqual([withoutStart(stderr), code], ['', 0]);
  const served = sink.spans.filter(({ kind }) => kind === 'SERVER').map(({ name }) => name);
  assert.deepEqual(served.sort(), ['GET /hapi/{id}', 'GET /koa/:id']);
});

test('an application that serves HTTP/1 alone loads nothing of it', async () => {
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const { stdout, stderr } = await runNode(app('only-http.cjs'), { register: 'require', env });
  assert.deepEqual([stdout, withoutStart(stderr)], ['loaded false\n', '']);
});

test('settings turn it off with the rest of HTTP', async () => {
  await using sink = await startOtlpServer();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' };
  const { stdout, stderr } = await runNode(app('app.cjs'), { register: 'require', env });
  assert.deepEqual([stdout, withoutStart(stderr)], ['/compat no id\n/streams no id\nloaded false\n', '']);
  assert.deepEqual(sink.spans, []);
});

function withoutStart(stderr: string): string {
  return stderr.replace(/^waymark: \S+ traces .*\n/, '');
}
