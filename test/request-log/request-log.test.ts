/** WAYMARK_REQUEST_LOG in real processes, of both engines: what arrives, and what the application prints. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  installedNodes,
  nodes,
  type OtlpServer,
  runNode,
  startNode,
  startOtlpServer,
  type TestLog,
} from '@waymark/testing';

const app = fileURLToPath(new URL('app.cjs', import.meta.url));
const http2App = fileURLToPath(new URL('http2.cjs', import.meta.url));
const EVENT = 'http.server.request.end';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** The requests that a shop may get, one after the other: two that go well, one that fails, one whose caller gives up. */
async function serve(sink: OtlpServer, env: Record<string, string>, node?: string): Promise<string> {
  await using running = startNode(app, {
    node,
    register: 'require',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'shop', ...env },
  });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const url = `http://127.0.0.1:${port}`;
  const placed = await fetch(`${url}/orders/7?from=mail`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-request-id': 'caller-7',
      'x-service-name': 'storefront',
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    },
    body: '{"units":2}',
  });
  assert.equal(await placed.text(), '{"id":"7","units":2}');
  await (await fetch(`${url}/nowhere`)).text();
  await (await fetch(`${url}/healthz`)).text();
  await (await fetch(`${url}/fails`)).text();
  const given = new AbortController();
  const slow = fetch(`${url}/slow`, { signal: given.signal }).catch(() => {});
  await running.waitForLine(/waiting/);
  given.abort();
  await slow;
  await running.waitForLine(/gone/);
  const { code } = await running.kill();
  assert.equal(code, 0, running.stderr);
  return running.stdout.replace(/\d+\n/, '');
}

const recordsOf = ({ logs }: OtlpServer) => logs.filter(({ eventName }) => eventName === EVENT);
const shownOf = ({ severityText, body }: TestLog) =>
  `${severityText} ${String(body).replace(/[\d.]+ ms$/, 'N ms')}`;

for (const engine of ['waymark', 'upstream']) {
  for (const sampler of ['always_on', 'always_off']) {
    test(`each request has one record: engine ${engine}, sampler ${sampler}`, async () => {
      await using sink = await startOtlpServer();
      const env = { WAYMARK_ENGINE: engine, OTEL_TRACES_SAMPLER: sampler };
      const printed = await serve(sink, { ...env, WAYMARK_REQUEST_LOG: 'all' });
      assert.equal(printed, 'listening on waiting\ngone\n');
      const records = recordsOf(sink);
      assert.deepEqual(records.map(shownOf), [
        'INFO POST /orders/:id 201 in N ms',
        'INFO GET /nowhere 404 in N ms',
        'ERROR GET /fails 500 in N ms',
        'WARN GET /slow aborted in N ms',
      ]);
      const { attributes, traceId, spanId, service } = records[0]!;
      assert.deepEqual([traceId, service], [TRACE, 'shop']);
      const { 'http.server.request.duration': seconds, ...others } = attributes;
      assert.ok(Number(seconds) > 0 && Number(seconds) < 10, String(seconds));
      const expected = {
        'http.request.method': 'POST',
        'http.route': '/orders/:id',
        'http.response.status_code': 201,
        'http.request.body.size': 11,
        'http.response.body.size': 20,
        'http.request.id': 'caller-7',
        'http.request.header.x-request-id': ['caller-7'],
        'service.peer.name': 'storefront',
        'client.address': '127.0.0.1',
        'url.path': '/orders/7',
        'url.scheme': 'http',
      };
      for (const [name, value] of Object.entries(expected)) assert.deepEqual(others[name], value, name);
      // Upstream's has the question mark with it, and has so on spans.
      assert.match(String(others['url.query']), /^\??from=mail$/);
      assert.equal(records[3]!.attributes['http.response.status_code'] ?? 200, 200);
      assert.equal(records[3]!.attributes['waymark.request.aborted'], true);
      // Of a request without an id, it is that of its trace.
      assert.equal(records[1]!.attributes['http.request.id'], records[1]!.traceId);
      const servers = sink.spans.filter(({ kind }) => kind === 'SERVER');
      assert.equal(servers.length, sampler === 'always_on' ? 4 : 0);
      if (servers.length > 0) assert.equal(servers[0]!.spanId, spanId);
      assert.equal(
        servers.flatMap(({ events }) => events).some(({ name }) => name === EVENT),
        false,
      );
      sink.assertClean();
    });
  }

  test(`a request that one server hands to another has one record: engine ${engine}`, async () => {
    await using sink = await startOtlpServer();
    const { code, stderr } = await runNode(fileURLToPath(new URL('handed-on.cjs', import.meta.url)), {
      register: 'require',
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        WAYMARK_ENGINE: engine,
        WAYMARK_REQUEST_LOG: 'all',
      },
    });
    assert.equal(code, 0, stderr);
    const sizes = recordsOf(sink).map(({ attributes }) => attributes['http.response.body.size']);
    assert.deepEqual(sizes, [5]);
  });

  test(`errors: those that failed, or got no answer, alone: engine ${engine}`, async () => {
    await using sink = await startOtlpServer();
    await serve(sink, { WAYMARK_ENGINE: engine, WAYMARK_REQUEST_LOG: 'errors' });
    assert.deepEqual(recordsOf(sink).map(shownOf), [
      'ERROR GET /fails 500 in N ms',
      'WARN GET /slow aborted in N ms',
    ]);
  });
}

for (const version of installedNodes()) {
  test(`sizes are counted on Node ${version}, by both versions of HTTP`, async () => {
    await using sink = await startOtlpServer();
    await serve(sink, { WAYMARK_REQUEST_LOG: 'all' }, nodes[version]);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_REQUEST_LOG: 'all' };
    await runNode(http2App, { node: nodes[version], register: 'require', env });
    const sizes = recordsOf(sink).map(({ attributes }) => [
      attributes['url.path'],
      attributes['http.request.body.size'],
      attributes['http.response.body.size'],
    ]);
    assert.deepEqual(
      sizes.filter(([path]) => path !== '/nowhere'),
      [
        ['/orders/7', 11, 20],
        ['/fails', undefined, 24],
        ['/slow', undefined, 0],
        ['/question', undefined, 6],
        ['/fails', undefined, 0],
      ],
    );
  });
}

test('without it, there is none', async () => {
  await using sink = await startOtlpServer();
  await serve(sink, {});
  assert.deepEqual(recordsOf(sink), []);
});

test('where no trace is exported there is a record all the same, with the id that came', async () => {
  await using sink = await startOtlpServer();
  await serve(sink, { WAYMARK_REQUEST_LOG: 'all', OTEL_TRACES_EXPORTER: 'none' });
  const [{ attributes, traceId }] = recordsOf(sink) as [TestLog];
  assert.deepEqual(
    [traceId, attributes['http.request.id'], attributes['url.path']],
    [TRACE, 'caller-7', '/orders/7'],
  );
});

for (const tail of [{}, { WAYMARK_LOG_TAIL: 'on' }] as Record<string, string>[]) {
  test(`no level of lines leaves them out: ${JSON.stringify(tail)}`, async () => {
    await using sink = await startOtlpServer();
    await serve(sink, { WAYMARK_REQUEST_LOG: 'all', WAYMARK_LOG_EXPORT_LEVEL: 'error', ...tail });
    assert.equal(recordsOf(sink).length, 4);
    assert.ok(
      sink.logs.every(({ eventName, severityNumber }) => eventName === EVENT || severityNumber >= 17),
    );
  });
}

for (const engine of ['waymark', 'upstream']) {
  test(`a request by HTTP/2 has one: engine ${engine}`, async () => {
    await using sink = await startOtlpServer();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_REQUEST_LOG: 'all', WAYMARK_ENGINE: engine };
    const { code, stderr } = await runNode(http2App, { register: 'require', env });
    assert.equal(code, 0, stderr);
    const records = recordsOf(sink);
    assert.deepEqual(records.map(shownOf), [
      'INFO GET /question 200 in N ms',
      'ERROR GET /fails 503 in N ms',
    ]);
    const { attributes, traceId } = records[0]!;
    const names = [
      'network.protocol.version',
      'http.response.body.size',
      'http.request.id',
      'service.peer.name',
    ];
    assert.deepEqual(
      names.map((name) => attributes[name]),
      ['2', 6, 'caller-7', 'storefront'],
    );
    assert.equal(traceId, TRACE);
    sink.assertClean();
  });
}

test('where nobody takes log records, one line says so', async () => {
  await using sink = await startOtlpServer();
  await using running = startNode(app, {
    register: 'require',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_TRACES_EXPORTER: 'jaeger',
      WAYMARK_REQUEST_LOG: 'all',
    },
  });
  await running.waitForLine(/listening on/);
  await running.kill();
  assert.match(
    running.stderr,
    /^waymark: WAYMARK_REQUEST_LOG=all makes no records: log records go nowhere but onto spans\. OTEL_LOGS_EXPORTER=otlp sends them$/m,
  );
});
