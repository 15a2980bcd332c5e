import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ExchangeOptions, exchange } from '../server/fixtures/exchange.ts';
import { openTestServer } from '../server/fixtures/test-server.ts';
import { attributes } from '../store/oracle/samples.ts';

const TRACE = '463ac35c9f6413ad'.padStart(32, '0');
const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF = { 'content-type': 'application/x-protobuf' };

const client = {
  traceId: '463ac35c9f6413ad',
  parentId: '1',
  id: '2',
  kind: 'CLIENT',
  name: 'post',
  timestamp: 1_790_000_000_000_001,
  duration: 1500,
  localEndpoint: { serviceName: 'shop', ipv4: '10.0.0.1' },
  remoteEndpoint: { serviceName: 'till', port: 80 },
  annotations: [{ timestamp: 1_790_000_000_000_500, value: 'asked' }],
  tags: { 'http.method': 'POST', error: 'declined' },
};
const server = {
  ...client,
  kind: 'SERVER',
  localEndpoint: { serviceName: 'till' },
  remoteEndpoint: undefined,
  tags: {},
  annotations: [],
  shared: true,
};

test('spans of Zipkin are kept as OTLP says, and as they were sent', async (t) => {
  const viewer = await openTestServer(t);
  const answer = await exchange(viewer, '/api/v2/spans', {
    headers: JSON_TYPE,
    body: JSON.stringify([client]),
  });
  assert.deepEqual([answer.status, answer.body.length], [202, 0]);
  const [stored] = await viewer.store.spansOf(TRACE);
  assert.equal(stored?.service, 'shop');
  assert.deepEqual(stored?.resource.attributes, attributes({ 'service.name': 'shop' }));
  assert.deepEqual(stored?.span, {
    traceId: TRACE,
    spanId: '0000000000000002',
    parentSpanId: '0000000000000001',
    traceState: '',
    flags: 1,
    name: 'post',
    kind: 3,
    startTimeUnixNano: '1790000000000001000',
    endTimeUnixNano: '1790000000001501000',
    attributes: attributes({
      'http.method': 'POST',
      'peer.service': 'till',
      'network.peer.port': 80,
      'network.local.address': '10.0.0.1',
    }),
    droppedAttributesCount: 0,
    events: [
      { timeUnixNano: '1790000000000500000', name: 'asked', attributes: [], droppedAttributesCount: 0 },
    ],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 2, message: 'declined' },
  });
  assert.deepEqual(JSON.parse(stored?.zipkin ?? ''), {
    ...client,
    traceId: TRACE,
    parentId: '0000000000000001',
    id: '0000000000000002',
    tags: { 'http.method': 'POST', error: 'declined' },
  });
});

test('client and server of one span are two, sent again or not', async (t) => {
  const viewer = await openTestServer(t);
  const body = gzipSync(JSON.stringify([client, server]));
  for (let i = 0; i < 2; i++) {
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    assert.equal((await exchange(viewer, '/api/v2/spans', { headers, body })).status, 202);
  }
  const spans = await viewer.store.spansOf(TRACE);
  assert.deepEqual(
    new Set(spans.map(({ service, span }) => `${service} ${span.kind}`)),
    new Set(['shop 3', 'till 2']),
  );
});

test('protobuf is taken', async (t) => {
  const viewer = await openTestServer(t);
  const bytes = '0a 1c 0a 08 463ac35c9f6413ad 1a 08 0000000000000001 2a 06 736561726368';
  const body = Buffer.from(bytes.replaceAll(' ', ''), 'hex');
  assert.equal((await exchange(viewer, '/api/v2/spans', { headers: PROTOBUF, body })).status, 202);
  assert.equal((await viewer.store.spansOf(TRACE))[0]?.span.name, 'search');
});

describe('what is wrong is refused as Zipkin does, and nothing of it is kept', () => {
  const good = JSON.stringify(client);
  const bad: [string, number, ExchangeOptions][] = [
    ['no JSON', 400, { headers: JSON_TYPE, body: `[${good},` }],
    ['a span without ids among good ones', 400, { headers: JSON_TYPE, body: `[${good},{}]` }],
    [
      'version 1',
      400,
      { headers: JSON_TYPE, body: `[${good},{"traceId":"1","id":"1","binaryAnnotations":[]}]` },
    ],
    ['no protobuf', 400, { headers: PROTOBUF, body: good }],
    [
      'what a form on a page elsewhere can send',
      415,
      { headers: { 'content-type': 'text/plain' }, body: `[${good}]` },
    ],
    [
      'a type that every object knows',
      415,
      { headers: { 'content-type': 'constructor' }, body: `[${good}]` },
    ],
    ['no type', 415, { body: `[${good}]` }],
    [
      'an encoding that is not known',
      415,
      { headers: { ...JSON_TYPE, 'content-encoding': 'br' }, body: `[${good}]` },
    ],
    ['too much', 413, { headers: JSON_TYPE, body: `[${good},"${'x'.repeat(10_000)}"]` }],
    ['PUT', 405, { method: 'PUT', headers: JSON_TYPE, body: `[${good}]` }],
  ];
  for (const [what, status, options] of bad) {
    test(`${what}: ${status}`, async (t) => {
      const viewer = await openTestServer(t, { maxBodyBytes: 10_000 });
      const answer = await exchange(viewer, '/api/v2/spans', options);
      assert.equal(answer.status, status);
      assert.match(String(answer.body), /^\S.*\n$/);
      assert.equal(viewer.store.status().spans, 0);
    });
  }

  test('questions go to the same path', async (t) => {
    const viewer = await openTestServer(t);
    const answer = await exchange(viewer, '/api/v2/spans?serviceName=shop');
    assert.partialDeepStrictEqual(JSON.parse(String(answer.body)), { query: 'serviceName=shop' });
  });
});
