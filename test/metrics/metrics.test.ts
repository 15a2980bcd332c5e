/** What is measured arrives, wherever it is sent and however the process ends. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  bytesMethod,
  fixtures,
  type OtlpServer,
  runNode,
  startNode,
  startOtlpServer,
  type TestMetric,
  type TestPoint,
} from '@waymark/testing';

const app = fileURLToPath(new URL('app.cjs', import.meta.url));
const empty = fileURLToPath(new URL('empty.cjs', import.meta.url));

const SERVED = 'http.server.request.duration';
const CALLED = 'http.client.request.duration';

type Env = Record<string, string>;

const run = (env: Env, file = app) => runNode(file, { register: 'require', env });
const to = (sink: OtlpServer, env: Env = {}) => run({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, ...env });

/** The last of the exports of a metric. */
function last(sink: OtlpServer, name: string): TestMetric {
  const found = sink.metrics.findLast((metric) => metric.name === name);
  assert.ok(found, `no ${name} among ${sink.metrics.map((metric) => metric.name).join(', ')}`);
  return found;
}

const counts = (metric: TestMetric, ...keys: string[]) =>
  metric.points.map(({ attributes, count }) => [...keys.map((key) => attributes[key]), count]);

for (const END of ['loop-empty', 'exit', 'signal', 'flush']) {
  test(`what was measured arrives when the process ends by ${END}`, async () => {
    await using sink = await startOtlpServer();
    await to(sink, { END, OTEL_SERVICE_NAME: 'shop' });
    sink.assertClean();
    const orders = last(sink, 'orders');
    assert.deepEqual([orders.kind, orders.monotonic, orders.description], ['sum', true, 'Orders taken.']);
    assert.deepEqual(
      orders.points.map(({ attributes, value }) => [attributes, value]),
      [[{ kind: 'tea' }, 6]],
    );
    assert.equal(last(sink, 'orders.open').points[0]!.value, 0);
    assert.equal(last(sink, 'order.size').points[0]!.sum, 18);
    assert.deepEqual(counts(last(sink, SERVED), 'http.response.status_code'), [
      [404, 2],
      [200, 4],
    ]);
    assert.equal(last(sink, 'orders').service, 'shop');
  });
}

describe('durations of HTTP requests', () => {
  test('have the attributes of their kind, and exemplars that are spans which arrived', async () => {
    await using sink = await startOtlpServer();
    await to(sink);
    const served = last(sink, SERVED);
    const called = last(sink, CALLED);
    assert.deepEqual([served.unit, served.kind, served.temporality], ['s', 'histogram', 'cumulative']);
    assert.deepEqual(served.points[1]!.attributes, {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'http.response.status_code': 200,
    });
    const schemes = called.points.map(({ attributes }) => attributes['url.scheme']).sort();
    assert.deepEqual(schemes, ['http', 'http', undefined, undefined]);
    assertExemplars(sink, served.points, 'SERVER');
    assertExemplars(sink, called.points, 'CLIENT');
  });

  test('have the route that a framework matched', async () => {
    await using sink = await startOtlpServer();
    await using shop = startNode(fixtures.cjs, {
      register: 'require',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    });
    const [, port] = await shop.waitForLine(/listening on (\d+)/);
    for (const path of ['/orders/1', '/orders/2', '/fail/3', '/nowhere'])
      await fetch(`http://127.0.0.1:${port}${path}`);
    await shop.kill('SIGTERM');
    const keys = ['http.route', 'http.response.status_code', 'error.type'];
    const found = counts(last(sink, SERVED), ...keys).filter(([route, status]) => route ?? status === 404);
    assert.deepEqual(found, [
      [undefined, 404, undefined, 1],
      ['/orders/:id', 200, undefined, 2],
      ['/fail/:id', 500, '500', 1],
    ]);
  });

  test('are those of all requests where not all are sampled, without exemplars', async () => {
    await using sink = await startOtlpServer();
    await to(sink, { OTEL_TRACES_SAMPLER: 'always_off' });
    const { points } = last(sink, SERVED);
    assert.equal(sink.spans.length, 0);
    assert.equal(
      points.reduce((sum, { count }) => sum + count!, 0),
      6,
    );
    assert.ok(points.every(({ exemplars }) => exemplars.length === 0));
  });

  test('do not count what we send ourselves', async () => {
    await using sink = await startOtlpServer();
    await to(sink, { AFTER: '1500', OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_METRIC_EXPORT_INTERVAL: '100' });
    const ports = new Set(last(sink, CALLED).points.map(({ attributes }) => attributes['server.port']));
    assert.equal(ports.size, 1);
    assert.ok(!ports.has(sink.port));
    assert.ok(sink.requests.length > 3);
  });
});

function assertExemplars(sink: OtlpServer, points: readonly TestPoint[], kind: string): void {
  const spans = new Map(sink.spans.map((span) => [span.spanId, span]));
  const exemplars = points.flatMap((point) => point.exemplars);
  assert.ok(exemplars.length >= points.length);
  for (const { spanId = '', traceId, value } of exemplars) {
    const span = spans.get(spanId);
    assert.deepEqual([span?.traceId, span?.kind], [traceId, kind]);
    assert.ok(Math.abs(span!.durationMs / 1000 - value) < 1e-6);
  }
}

describe('what the environment says', () => {
  test('OTEL_METRICS_EXPORTER=none measures nothing and loads nothing', async () => {
    await using sink = await startOtlpServer();
    const { stdout, stderr } = await to(sink, { OTEL_METRICS_EXPORTER: 'none', AFTER: '1200' });
    assert.doesNotMatch(stdout, /metrics-sdk|runtime-node/);
    assert.match(stderr, /metrics off/);
    assert.equal(sink.metrics.length, 0);
    assert.ok(sink.spans.length > 0);
  });

  test('delta is counted anew in each export, by any instrument but those that go up and down', async () => {
    await using sink = await startOtlpServer();
    const env = {
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    };
    await to(sink, { ...env, AFTER: '2000' });
    const of = (name: string) => sink.metrics.filter((metric) => metric.name === name);
    assert.deepEqual([...new Set(of(SERVED).map(({ temporality }) => temporality))], ['delta']);
    const served = of(SERVED).flatMap(({ points }) => points.map(({ count }) => count!));
    assert.equal(
      served.reduce((sum, count) => sum + count, 0),
      6,
    );
    assert.equal(last(sink, 'orders').temporality, 'delta');
    assert.equal(last(sink, 'orders.open').temporality, 'cumulative');
  });

  test('histograms have exponential buckets when they are asked for', async () => {
    await using sink = await startOtlpServer();
    await to(sink, {
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
    });
    sink.assertClean();
    const served = last(sink, SERVED);
    assert.equal(served.kind, 'exponentialHistogram');
    assert.deepEqual(counts(served, 'http.response.status_code'), [
      [404, 2],
      [200, 4],
    ]);
    assert.equal(last(sink, 'order.size').kind, 'exponentialHistogram');
  });

  test('gRPC says the same, with exemplars', async () => {
    await using sink = await startOtlpServer();
    const received: Buffer[] = [];
    const grpc = new Server();
    const path = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
    grpc.addService(
      { Export: bytesMethod(path) },
      {
        Export: (call: { request: Buffer }, done: (error: null, answer: Buffer) => void) => {
          received.push(call.request);
          done(null, Buffer.alloc(0));
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    await run({
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    grpc.forceShutdown();
    for (const body of received) {
      const headers = { 'content-type': 'application/x-protobuf' };
      await fetch(`${sink.url}/v1/metrics`, { method: 'POST', headers, body: new Uint8Array(body) });
    }
    sink.assertClean();
    assert.equal(last(sink, 'orders').points[0]!.value, 6);
    assert.ok(last(sink, SERVED).points.every(({ exemplars }) => exemplars.length > 0));
  });

  test('JSON says the same, without exemplars', async () => {
    await using sink = await startOtlpServer();
    await to(sink, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
    sink.assertClean();
    assert.equal(last(sink, 'orders').points[0]!.value, 6);
    assert.deepEqual(counts(last(sink, SERVED), 'http.response.status_code'), [
      [404, 2],
      [200, 4],
    ]);
  });

  test('the console shows each metric, and observable ones at an interval', async () => {
    const env = {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'console',
    };
    const { stdout } = await run({ ...env, OTEL_METRIC_EXPORT_INTERVAL: '200', AFTER: '1500' });
    assert.match(stdout, /name: 'orders',[\s\S]*dataPoints: \[[\s\S]*value: 6/);
    assert.match(stdout, /name: 'http.server.request.duration'/);
    assert.match(stdout, /name: 'stock'[\s\S]*value: 7/);
  });
});

describe('the runtime', () => {
  const soon = { AFTER: '1600', OTEL_METRIC_EXPORT_INTERVAL: '200', END: 'exit' };

  test("is measured once the process has run for a while, as are the application's observables", async () => {
    await using sink = await startOtlpServer();
    await to(sink, soon);
    sink.assertClean();
    for (const name of [
      'nodejs.eventloop.delay.p99',
      'nodejs.eventloop.utilization',
      'v8js.memory.heap.used',
    ]) {
      assert.equal(last(sink, name).scope.name, '@opentelemetry/instrumentation-runtime-node');
    }
    const [stock] = last(sink, 'stock').points;
    assert.deepEqual([stock!.value, stock!.attributes], [7, { item: 'tea' }]);
  });

  test('is not, where its instrumentation is disabled; the host is, where that is enabled', async () => {
    await using sink = await startOtlpServer();
    await to(sink, { ...soon, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'runtime-node' });
    assert.ok(last(sink, 'stock'));
    assert.deepEqual(
      sink.metrics.filter(({ name }) => /^(nodejs|v8js|system)\./.test(name)),
      [],
    );
    sink.clear();
    await to(sink, { ...soon, OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici,host-metrics' });
    assert.ok(sink.metrics.some(({ name }) => name.startsWith('system.cpu.')));
    assert.ok(!sink.metrics.some(({ name }) => name.startsWith('v8js.')));
  });

  test('loads no SDK in a process that makes instruments and measures nothing, and delivers nothing', async () => {
    await using sink = await startOtlpServer();
    const { stdout } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }, empty);
    assert.deepEqual(stdout.trim().split(' ').sort(), ['main.cjs', 'register.cjs', 'telemetry.cjs']);
    assert.equal(sink.requests.length, 0);
  });
});

describe('a destination that takes no metrics', () => {
  const refuse = (request: { signal: string | undefined }) =>
    request.signal === 'metrics' ? { status: 404 } : undefined;
  const often = { OTEL_METRIC_EXPORT_INTERVAL: '100', AFTER: '1800' };

  test('gets one request, and costs no line, if nobody asked for metrics', async () => {
    await using sink = await startOtlpServer({ respond: refuse });
    const { stderr } = await to(sink, often);
    assert.equal(sink.requests.filter(({ signal }) => signal === 'metrics').length, 1);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
    assert.ok(sink.spans.length > 0);
  });

  test('costs one line if they were asked for, and one at the end that counts them', async () => {
    await using sink = await startOtlpServer({ respond: refuse });
    const { stderr } = await to(sink, { ...often, OTEL_METRICS_EXPORTER: 'otlp' });
    const lines = stderr.trim().split('\n').slice(1);
    assert.equal(lines.length, 2, stderr);
    assert.match(
      lines[0]!,
      /\/v1\/metrics refuses metrics: HTTP 404.*data points that it refuses are dropped/,
    );
    assert.match(lines[1]!, /\/v1\/metrics refuses metrics: HTTP 404.*; \d+ data points dropped in all$/);
  });
});

describe('Prometheus', () => {
  const env = (port: number): Env => ({
    OTEL_METRICS_EXPORTER: 'prometheus',
    OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    OTEL_LOGS_EXPORTER: 'none',
    AFTER: '3000',
  });

  test('can scrape what was measured; its requests are neither traced nor counted', async () => {
    await using sink = await startOtlpServer();
    const port = await freePort();
    const child = startNode(app, {
      register: 'require',
      env: { ...env(port), OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    });
    await using running = child;
    await running.waitForLine(/asked/);
    await scrape(port, /./);
    const text = await scrape(port, /^v8js_/m);
    assert.match(text, /^orders_total\{kind="tea",.*\} 6/m);
    assert.match(
      text,
      /^http_server_request_duration_bucket\{.*http_response_status_code="200".*le="\+Inf"\} 4/m,
    );
    assert.match(text, /^v8js_memory_heap_used\{/m);
    assert.match(text, /^stock\{item="tea",.*\} 7/m);
    assert.equal((await fetch(`http://localhost:${port}/other`)).status, 404);
    assert.equal((await running.exited).code, 0);
    assert.equal(sink.spans.filter(({ kind }) => kind === 'SERVER').length, 6);
    assert.equal(sink.requests.filter(({ signal }) => signal === 'metrics').length, 0);
    assert.match(running.stderr, new RegExp(`metrics on http://localhost:${port}/metrics`));
  });

  test('cannot where the port is taken: that costs one line, and not the application', async () => {
    const other = createServer().listen(0, 'localhost');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const result = await run({ ...env(port), OTEL_TRACES_EXPORTER: 'none', AFTER: '1500' });
    other.close();
    assert.equal(result.code, 0);
    const lines = result.stderr.trim().split('\n').slice(1);
    assert.equal(lines.length, 1, result.stderr);
    assert.match(
      lines[0]!,
      new RegExp(`metrics are not served on localhost:${port}: another process has that port`),
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Until there is an answer with what is wanted: the runtime is measured last. */
async function scrape(port: number, wanted: RegExp): Promise<string> {
  for (let left = 60; ; left--) {
    const asked = fetch(`http://localhost:${port}/metrics`).then((response) => response.text());
    const text = await asked.catch((error: unknown) => String(error));
    if (wanted.test(text) && !text.startsWith('TypeError')) return text;
    if (left === 0) throw new Error(`no ${wanted} in: ${text.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
