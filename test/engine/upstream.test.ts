/** WAYMARK_ENGINE=upstream keeps what we promise of a process: ids, log lines on spans, ends, and a word for what is lost. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  fixtures,
  type NodeProcess,
  type NodeResult,
  printTree,
  runNode,
  startNode,
  startOtlpServer,
} from '@waymark/testing';

const ends = fileURLToPath(new URL('../ends/app.cjs', import.meta.url));
const manySpans = fileURLToPath(new URL('many-spans.cjs', import.meta.url));
const UPSTREAM = { WAYMARK_ENGINE: 'upstream' };

test("the start line says that it is upstream's SDK", async () => {
  const { stderr } = await runTo('loop-empty', { OTEL_TRACES_EXPORTER: 'none' });
  assert.match(stderr, /^waymark: .* by upstream's SDK: traces off/);
});

for (const [system, app] of Object.entries(fixtures)) {
  test(`${system}: request ids go through, and log lines are on their spans`, async () => {
    await using sink = await startOtlpServer();
    const env = { ...UPSTREAM, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_BSP_SCHEDULE_DELAY: '50' };
    await using running = startNode(app, { register: 'require', env, ipc: true });
    const [, port] = await running.waitForLine(/listening on (\d+)/);
    const url = `http://127.0.0.1:${port}/orders/7`;
    const order = await fetch(url, { headers: { 'x-request-id': 'caller-7' } });
    assert.equal(order.headers.get('x-request-id'), 'caller-7');
    const probe = await fetch(`http://127.0.0.1:${port}/healthz`);
    assert.equal(probe.headers.get('x-request-id'), null);
    running.child.send('quit');
    assert.equal((await running.exited).code, 0);
    const servers = sink.spans.filter((span) => span.kind === 'SERVER');
    assert.deepEqual([...new Set(servers.map((span) => span.attributes['http.request.id']))], ['caller-7']);
    assert.ok(
      sink.logs.some((log) => log.body === 'order asked for'),
      printTree(sink.spans, { logs: sink.logs }),
    );
    const lines = sink.spans.flatMap(({ events }) => events.map(({ attributes }) => attributes['message']));
    assert.ok(lines.includes('order asked for'), printTree(sink.spans));
    sink.assertClean();
  });
}

test("a configuration module's hooks and patterns reach upstream's instrumentations", async () => {
  await using sink = await startOtlpServer();
  const config = fileURLToPath(new URL('waymark.config.mjs', import.meta.url));
  const env = { ...UPSTREAM, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: config };
  await using running = startNode(fixtures.cjs, { register: 'require', env, ipc: true });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  for (const order of [7, 8]) await fetch(`http://127.0.0.1:${port}/orders/${order}`);
  running.child.send('quit');
  await running.exited;
  const asked = sink.spans.filter(({ kind, attributes }) => kind === 'SERVER' && attributes['http.route']);
  assert.deepEqual(
    asked.map(({ attributes }) => [attributes['url.path'], attributes['from.module']]),
    [['/orders/7', true]],
  );
});

for (const [how, signal] of [
  ['loop-empty'],
  ['exit'],
  ['throw'],
  ['before-exit'],
  ['signal', 'SIGTERM'],
] as const) {
  test(`${how}: what upstream has not sent yet arrives`, async () => {
    await using sink = await startOtlpServer();
    await runTo(how, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }, signal);
    assert.deepEqual(sink.spans.map((span) => span.kind).sort(), ['CLIENT', 'SERVER']);
    sink.assertClean();
  });
}

for (const how of ['exit', 'loop-empty']) {
  test(`${how}: a dead collector costs one line and no time to speak of`, async () => {
    const sink = await startOtlpServer();
    await sink.close();
    const { stderr, durationMs } = await runTo(how, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    const lines = stderr.trim().split('\n').slice(1);
    assert.equal(lines.length, 1, stderr);
    assert.match(lines[0]!, /^waymark: could not deliver to http:.*; \d data points and 2 spans lost$/);
    assert.ok(durationMs < 2500, `${durationMs} ms`);
  });
}

test('loop-empty: a silent collector holds the process 3 s at most', async () => {
  await using sink = await startOtlpServer({ respond: () => ({ hang: true }) });
  const { durationMs, stderr } = await runTo('loop-empty', { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
  assert.ok(durationMs < 5500, `${durationMs} ms`);
  assert.match(stderr, /\d data points and 2 spans lost/);
});

test('loop-empty: it does so too where the batch processor comes to its time meanwhile', async () => {
  await using sink = await startOtlpServer({ respond: () => ({ hang: true }) });
  const { durationMs, stderr } = await runTo('loop-empty', {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_BSP_SCHEDULE_DELAY: '2000',
  });
  assert.ok(durationMs < 5500, `${durationMs} ms`);
  assert.match(stderr, /\d data points and 2 spans lost/);
});

test('a collector that refuses spans costs one line, and one when it takes them again', async () => {
  await using sink = await startOtlpServer({ respond: () => ({ status: 400 }) });
  await using running = startWithSpansAlone(sink.url);
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const ask = () => fetch(`http://127.0.0.1:${port}/fail/7`);
  await ask();
  await running.waitForLine(/v1\/traces refuses traces: 400 .*; spans that it refuses are dropped/);
  sink.setResponse(undefined);
  await ask();
  await running.waitForLine(/delivery of traces works again, \d+ spans were dropped/);
  running.child.send('quit');
  assert.equal((await running.exited).stderr.trim().split('\n').length, 2);
});

for (const how of ['exit', 'loop-empty']) {
  test(`${how}: what a collector refuses is counted at the end`, async () => {
    await using sink = await startOtlpServer({ respond: () => ({ status: 400 }) });
    const { stderr } = await runTo(how, {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_METRICS_EXPORTER: 'none',
    });
    assert.equal(stderr.trim().split('\n').length, 2, stderr);
    assert.match(stderr, /v1\/traces refuses traces: .*400.*; 2 spans dropped in all/);
  });
}

test('what a collector has refused is counted at the end', async () => {
  await using sink = await startOtlpServer({ respond: () => ({ status: 400 }) });
  await using running = startWithSpansAlone(sink.url);
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  await fetch(`http://127.0.0.1:${port}/fail/7`);
  await running.waitForLine(/v1\/traces refuses traces: 400 .*; spans that it refuses are dropped/);
  running.child.send('quit');
  assert.match((await running.exited).stderr, /v1\/traces refuses traces: 400 .*; \d+ spans? dropped in all/);
});

test('what exceeds the queue of the batch processor is dropped, and said', async () => {
  await using sink = await startOtlpServer();
  const env = { ...UPSTREAM, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_BSP_MAX_QUEUE_SIZE: '5' };
  const { stderr } = await runNode(manySpans, { register: 'require', env });
  // Five in the request that the full queue begins, and five behind it.
  assert.equal(sink.spans.length, 10);
  assert.match(stderr, /spans are made faster than .* takes them/);
});

test('a destination that does not know log records turns them off, in silence', async () => {
  await using sink = await startOtlpServer({
    respond: ({ signal }) => (signal === 'logs' ? { status: 404 } : undefined),
  });
  const env = { ...UPSTREAM, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_BLRP_SCHEDULE_DELAY: '10' };
  await using running = startNode(fixtures.cjs, { register: 'require', env, ipc: true });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  await sink.waitForRequests((requests) => requests.some((request) => request.signal === 'logs'));
  await fetch(`http://127.0.0.1:${port}/orders/7`);
  running.child.send('quit');
  const { stderr } = await running.exited;
  assert.equal(stderr, '');
  assert.equal(sink.requests.filter((request) => request.signal === 'logs').length, 1);
});

for (const [how, agent] of [
  ['loop-empty', /OTel-OTLP-Exporter-JavaScript/],
  ['exit', /^waymark\/[\d.]+$/],
] as const) {
  test(`${how}: JSON, compression and headers are as they were asked for`, async () => {
    await using sink = await startOtlpServer();
    await runTo(how, {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop',
      OTEL_METRICS_EXPORTER: 'none',
    });
    assert.equal(sink.spans.length, 2);
    const { headers } = sink.requests[0]!;
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['x-tenant'], 'shop');
    // Only the child of the last moment sends small bodies as they are.
    assert.equal(headers['content-encoding'], how === 'exit' ? undefined : 'gzip');
    assert.match(headers['user-agent'] ?? '', agent);
    sink.assertClean();
  });
}

test("spans of upstream's SDK go to Zipkin as ours do", async () => {
  const bodies: string[] = [];
  const zipkin = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => zipkin.listen(0, '127.0.0.1', resolve));
  const { port } = zipkin.address() as AddressInfo;
  await runTo('exit', {
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
  });
  zipkin.close();
  const spans = bodies.flatMap((body) => JSON.parse(body));
  assert.deepEqual(spans.map(({ kind }) => kind).sort(), ['CLIENT', 'SERVER']);
});

function startWithSpansAlone(url: string): NodeProcess {
  return startNode(fixtures.cjs, {
    register: 'require',
    env: {
      ...UPSTREAM,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
    },
    ipc: true,
  });
}

async function runTo(how: string, env: Record<string, string>, signal?: NodeJS.Signals): Promise<NodeResult> {
  await using running = startNode(ends, {
    register: 'require',
    args: [how],
    env: { ...UPSTREAM, OTEL_LOGS_EXPORTER: 'none', ...env },
  });
  if (signal !== undefined) {
    await running.waitForLine(/ready/);
    running.child.kill(signal);
  }
  return await running.exited;
}
