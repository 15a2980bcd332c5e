import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { encodeRequest, runNode, startNode } from '@waymark/testing';
import { startViewer, type Viewer } from './viewer.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const START = 1_790_000_000_123_456_789n;
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const requestId = { key: 'http.request.id', value: { stringValue: 'r-42' } };

const span = {
  traceId: TRACE,
  spanId: SPAN,
  name: 'GET /orders/:id',
  kind: 2,
  startTimeUnixNano: START,
  endTimeUnixNano: START + 1_500_000n,
  attributes: [requestId, { key: 'big', value: { intValue: 9_007_199_254_740_993n } }],
  status: { code: 2, message: '<out of stock>' },
};
const traces = (...spans: object[]) =>
  encodeRequest('traces', {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'http' }, spans }] }],
  });
const logs = encodeRequest('logs', {
  resourceLogs: [
    {
      resource,
      scopeLogs: [
        {
          scope: { name: 'pino' },
          logRecords: [
            {
              observedTimeUnixNano: START,
              severityNumber: 17,
              body: { stringValue: 'order failed' },
              attributes: [requestId],
              traceId: TRACE,
              spanId: SPAN,
            },
          ],
        },
      ],
    },
  ],
});

let viewer: Viewer;
beforeEach(async () => {
  viewer = await startViewer({ maxBodyBytes: 10_000 });
});
afterEach(() => viewer.close());

const post = (path: string, body: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(viewer.url + path, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  });
const get = async (path: string) => {
  const response = await fetch(viewer.url + path);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

test('takes spans and log records, and reads them back as JSON by any id', async () => {
  const response = await post('/v1/traces', traces(span));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/x-protobuf');
  assert.equal((await response.bytes()).length, 0);
  await post('/v1/logs', gzipSync(logs), { 'content-encoding': 'gzip' });
  for (const id of [TRACE, SPAN, 'r-42']) {
    assert.deepEqual(JSON.parse((await get(`/api/traces/${id}`)).text), {
      traceId: TRACE,
      requestId: 'r-42',
      spans: [
        {
          traceId: TRACE,
          spanId: SPAN,
          service: 'shop',
          scope: 'http',
          name: 'GET /orders/:id',
          kind: 'SERVER',
          startUnixNano: START.toString(),
          durationNano: 1_500_000,
          status: 'ERROR',
          statusMessage: '<out of stock>',
          attributes: { 'http.request.id': 'r-42', big: '9007199254740993' },
          events: [],
          links: [],
          resource: { 'service.name': 'shop' },
          requestId: 'r-42',
        },
      ],
      logs: [
        {
          traceId: TRACE,
          spanId: SPAN,
          service: 'shop',
          scope: 'pino',
          timeUnixNano: START.toString(),
          severityNumber: 17,
          severity: 'ERROR',
          body: 'order failed',
          attributes: { 'http.request.id': 'r-42' },
          resource: { 'service.name': 'shop' },
          requestId: 'r-42',
        },
      ],
    });
  }
});

test('answers metrics as one who does not know them, so that exporters stop', async () => {
  assert.equal((await post('/v1/metrics', Buffer.alloc(0))).status, 404);
  assert.equal((await post('/elsewhere', Buffer.alloc(0))).status, 405);
});

test('a request that is sent again adds nothing', async () => {
  for (let i = 0; i < 2; i++) {
    assert.equal((await post('/v1/traces', traces(span))).status, 200);
    assert.equal((await post('/v1/logs', logs)).status, 200);
  }
  assert.equal(viewer.store.trace(TRACE)?.spans.length, 1);
  assert.equal(viewer.store.trace(TRACE)?.logs.length, 1);
});

test('lists traces as JSON, failed ones alone when asked', async () => {
  const fine = { ...span, traceId: TRACE.replace('0a', '0b'), status: {}, startTimeUnixNano: START + 1n };
  await post('/v1/traces', traces(span, fine));
  const ids = async (query: string) =>
    (JSON.parse((await get(`/api/traces${query}`)).text).traces as { traceId: string }[]).map(
      (t) => t.traceId,
    );
  assert.deepEqual(await ids(''), [fine.traceId, TRACE]);
  assert.deepEqual(await ids('?error=true'), [TRACE]);
  assert.deepEqual(await ids('?limit=1'), [fine.traceId]);
});

const refusals: [
  claim: string,
  path: string,
  body: Uint8Array,
  headers: Record<string, string>,
  status: number,
][] = [
  ['a body that is not OTLP', '/v1/traces', Buffer.from([0x0a, 0xff]), {}, 400],
  ['a body that is not gzip', '/v1/traces', traces(span), { 'content-encoding': 'gzip' }, 400],
  ['a body beyond the limit', '/v1/traces', Buffer.alloc(10_001), {}, 413],
  [
    'a body beyond the limit once unpacked',
    '/v1/logs',
    gzipSync(Buffer.alloc(1_000_000)),
    { 'content-encoding': 'gzip' },
    413,
  ],
  ['JSON', '/v1/traces', Buffer.from('{}'), { 'content-type': 'application/json' }, 415],
  ['another compression', '/v1/traces', traces(span), { 'content-encoding': 'br' }, 415],
];
for (const [claim, path, body, headers, status] of refusals) {
  test(`refuses ${claim} with ${status}`, async () => {
    const response = await post(path, body, headers);
    assert.equal(response.status, status);
    const message = Buffer.from(await response.arrayBuffer());
    assert.equal(message[0], 0x12); // google.rpc.Status, field 2
    assert.ok(message.length > 10);
    assert.equal((await get('/healthz')).text, 'ok\n');
  });
}

test('refuses a chunked body beyond the limit while it still arrives', async () => {
  const outgoing = request(`${viewer.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
  });
  const status = new Promise((resolve) => {
    outgoing.on('response', (response) => resolve(response.statusCode)).on('error', () => {});
  });
  outgoing.write(Buffer.alloc(20_000));
  assert.equal(await status, 413);
  outgoing.destroy();
});

test('keeps the good spans of a batch, and says how many it rejected', async () => {
  const response = await post('/v1/traces', traces(span, { ...span, spanId: '' }));
  assert.equal(response.status, 200);
  const body = Buffer.from(await response.arrayBuffer());
  assert.deepEqual([...body.subarray(0, 5)], [0x0a, body.length - 2, 0x08, 0x01, 0x12]);
  assert.equal(viewer.store.trace(TRACE)?.spans.length, 1);
});

test('survives times beyond what its store can hold', async () => {
  const odd = { ...span, startTimeUnixNano: 2n ** 64n - 1n, endTimeUnixNano: 5n };
  assert.equal((await post('/v1/traces', traces(odd))).status, 200);
  assert.equal(viewer.store.trace(TRACE)?.spans[0]?.durationNano, 0);
  assert.equal((await get('/')).status, 200);
  assert.equal((await get(`/traces/${TRACE}`)).status, 200);
});

test('the page lists traces, with all that was sent escaped', async () => {
  assert.match((await get('/')).text, /No trace has arrived yet/);
  await post('/v1/traces', traces({ ...span, name: '<script>alert(1)</script>' }));
  const page = await get('/');
  assert.equal(page.type, 'text/html; charset=utf-8');
  assert.match(page.text, new RegExp(`<a href="/traces/${TRACE}">shop &lt;script&gt;alert`));
  assert.doesNotMatch(page.text, /<script/);
});

test('shows one trace as text', async () => {
  await post('/v1/traces', traces(span));
  await post('/v1/logs', logs);
  const { text, type } = await get('/traces/r-42');
  assert.equal(type, 'text/plain; charset=utf-8');
  assert.match(
    text,
    /request id r-42\n.*\n\nshop SERVER GET \/orders\/:id ✗ <out of stock> .*\n {2}· ERROR order failed\n$/,
  );
});

const questions: [path: string, status: number, message: RegExp][] = [
  ['/api/traces/none', 404, /nothing has the trace id, span id or request id \\"none\\"/],
  ['/api/traces/%E0%A4%A', 400, /percent-encoding/],
  ['/api/traces?limit=0', 400, /limit \\"0\\" is not a whole number from 1 to 1000/],
  ['/api/traces?error=yes', 400, /neither true nor false/],
  ['/nothing', 404, /there is no \/nothing/],
];
for (const [path, status, message] of questions) {
  test(`answers ${path} with ${status}`, async () => {
    const answer = await get(path);
    assert.equal(answer.status, status);
    assert.match(answer.text, message);
  });
}

test('finds a request id that needs percent-encoding', async () => {
  const id = { key: 'http.request.id', value: { stringValue: 'a/b c' } };
  await post('/v1/traces', traces({ ...span, attributes: [id] }));
  assert.equal((await get(`/api/traces/${encodeURIComponent('a/b c')}`)).status, 200);
});

test('serves no other host name, so that no page elsewhere can read it', async () => {
  const status = await new Promise((resolve, reject) => {
    request(viewer.url, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode))
      .on('error', reject)
      .end();
  });
  assert.equal(status, 403);
});

test('says so when its port is taken', async () => {
  await assert.rejects(startViewer({ port: viewer.port }), /port \d+ of 127.0.0.1 is taken.*choose another/);
});

test('the command receives into a file, and prints a trace from it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-viewer-'));
  const db = join(folder, 'traces.db');
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const flags = ['--disable-warning=ExperimentalWarning'];
  try {
    await using running = startNode(main, { flags, args: ['--port', '0', '--db', db] });
    const url = (await running.waitForLine(/http:\S+\d/))[0];
    const headers = { 'content-type': 'application/x-protobuf' };
    await fetch(`${url}/v1/traces`, { method: 'POST', body: new Uint8Array(traces(span)), headers });
    const shown = await runNode(main, { flags, args: ['show', 'r-42', '--db', db] });
    assert.match(shown.stdout, /^trace 0af7.* · request id r-42\n/);
    assert.equal(shown.stderr, '');
    assert.equal((await running.kill('SIGTERM')).code, 0);
    const missing = await runNode(main, { flags, args: ['show', 'r-43', '--db', db] });
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /nothing in ".*traces.db" has .* "r-43"/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
