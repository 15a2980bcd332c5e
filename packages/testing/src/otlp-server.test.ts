import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { encodeRequest, type Message } from './otlp-proto.ts';
import { type OtlpServer, startOtlpServer } from './otlp-server.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const START = 1_790_000_000_123_456_789n;

const spanMessage: Message = {
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  traceState: 'a=1',
  name: 'GET /orders/:id',
  kind: 2,
  startTimeUnixNano: START,
  endTimeUnixNano: START + 1_500_000n,
  attributes: [
    { key: 'http.route', value: { stringValue: '/orders/:id' } },
    { key: 'http.response.status_code', value: { intValue: 500n } },
    { key: 'ratio', value: { doubleValue: 0.5 } },
    { key: 'ok', value: { boolValue: false } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: -1n }] } } },
    { key: 'map', value: { kvlistValue: { values: [{ key: 'deep', value: { stringValue: '' } }] } } },
    { key: 'huge', value: { intValue: 9_007_199_254_740_993n } },
  ],
  events: [
    {
      name: 'exception',
      timeUnixNano: START + 1_000_000n,
      attributes: [{ key: 'exception.type', value: { stringValue: 'Error' } }],
    },
  ],
  links: [{ traceId: TRACE, spanId: '00f067aa0ba902b7' }],
  status: { code: 2, message: 'out of stock' },
  flags: 0x101,
};

const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const scope = { name: 'http', version: '1.2.3' };
const tracesOf = (...spans: Message[]): Message => ({
  resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }],
});
const logsOf = (...logRecords: Message[]): Message => ({
  resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }],
});

let server: OtlpServer;
beforeEach(async () => {
  server = await startOtlpServer();
});
afterEach(() => server.close());

const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  });

test('decodes every field of a protobuf span to plain values', async () => {
  const response = await post('/v1/traces', encodeRequest('traces', tracesOf(spanMessage)));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/x-protobuf');
  assert.equal((await response.bytes()).length, 0);
  assert.deepEqual(await server.waitForSpans(1), [
    {
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      traceState: 'a=1',
      name: 'GET /orders/:id',
      kind: 'SERVER',
      startMs: 1_790_000_000_123.4568,
      endMs: 1_790_000_000_124.9568,
      durationMs: 1.5,
      startUnixNano: START,
      endUnixNano: START + 1_500_000n,
      attributes: {
        'http.route': '/orders/:id',
        'http.response.status_code': 500,
        ratio: 0.5,
        ok: false,
        list: ['a', -1],
        map: { deep: '' },
        huge: 9_007_199_254_740_993n,
      },
      events: [
        { name: 'exception', timeMs: 1_790_000_000_124.4568, attributes: { 'exception.type': 'Error' } },
      ],
      links: [{ traceId: TRACE, spanId: '00f067aa0ba902b7', traceState: '', attributes: {} }],
      status: { code: 'ERROR', message: 'out of stock' },
      dropped: { attributes: 0, events: 0, links: 0 },
      flags: 0x101,
      scope: { name: 'http', version: '1.2.3' },
      service: 'shop',
      resource: { 'service.name': 'shop' },
    },
  ]);
  server.assertClean();
});

test('decodes gzipped log records', async () => {
  const record = {
    timeUnixNano: START,
    observedTimeUnixNano: START,
    severityNumber: 17,
    severityText: 'ERROR',
    body: { stringValue: 'order failed' },
    attributes: [{ key: 'http.request.id', value: { stringValue: 'r-1' } }],
    traceId: TRACE,
    spanId: 'b7ad6b7169203331',
    flags: 1,
    eventName: 'order.failed',
  };
  const body = gzipSync(encodeRequest('logs', logsOf(record)));
  await post('/v1/logs', body, { 'content-encoding': 'gzip' });
  const [log] = await server.waitForLogs(1);
  assert.equal(log?.body, 'order failed');
  assert.equal(log?.severityNumber, 17);
  assert.equal(log?.severityText, 'ERROR');
  assert.equal(log?.spanId, 'b7ad6b7169203331');
  assert.equal(log?.eventName, 'order.failed');
  assert.deepEqual(log?.attributes, { 'http.request.id': 'r-1' });
  assert.equal(server.requests[0]?.bytes, body.length);
  server.assertClean();
});

test('decodes JSON to the same span as protobuf', async () => {
  const text = JSON.stringify(tracesOf({ ...spanMessage, traceId: TRACE.toUpperCase() }), (_key, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  const response = await post('/v1/traces', text, { 'content-type': 'application/json' });
  assert.equal(await response.text(), '{}');
  server.assertClean();
  const [fromJson] = server.spans.splice(0);
  server.clear();
  await post('/v1/traces', encodeRequest('traces', tracesOf(spanMessage)));
  assert.deepEqual(fromJson, server.spans[0]);
});

const invalid: [claim: string, body: Uint8Array, complaint: RegExp][] = [
  ['an unknown field', Buffer.from([0xf8, 0x01, 0x01]), /unknown field 31/],
  ['a wrong wire type', Buffer.from([0x08, 0x01]), /resourceSpans: wire type 0 where/],
  ['a body that is cut short', encodeRequest('traces', tracesOf(spanMessage)).subarray(0, -3), /cut short/],
  ['text that is not UTF-8', Buffer.from([0x0a, 0x03, 0x1a, 0x01, 0xff]), /schemaUrl: not UTF-8/],
  [
    'an all-zero span id',
    encodeRequest('traces', tracesOf({ ...spanMessage, spanId: '0'.repeat(16) })),
    /span id/,
  ],
  [
    'a span that ends before it starts',
    encodeRequest('traces', tracesOf({ ...spanMessage, endTimeUnixNano: 1n })),
    /ends before it starts/,
  ],
  ['the same span twice', encodeRequest('traces', tracesOf(spanMessage, spanMessage)), /arrived twice/],
  [
    'an attribute key that stands twice',
    encodeRequest(
      'traces',
      tracesOf({ ...spanMessage, attributes: [{ key: 'a' }, { key: 'a', value: { boolValue: true } }] }),
    ),
    /key "a" stands twice/,
  ],
];
for (const [claim, body, complaint] of invalid) {
  test(`assertClean objects to ${claim}`, async () => {
    await post('/v1/traces', body);
    assert.throws(() => server.assertClean(), complaint);
  });
}

test('objects to a wrong flags tag, which a lenient decoder skips', async () => {
  const good = encodeRequest('traces', tracesOf({ ...spanMessage, attributes: [], events: [], links: [] }));
  const tag = good.indexOf(Buffer.from([0x85, 0x01, 0x01, 0x01])); // fixed32 field 16, value 0x101
  good[tag + 1] = 0x02;
  await post('/v1/traces', good);
  assert.throws(() => server.assertClean(), /spans: unknown field 32/);
});

test('objects to other content types, paths and methods', async () => {
  await post('/v1/traces', '', { 'content-type': 'text/plain' });
  await post('/v2/traces', '');
  await fetch(`${server.url}/v1/logs`);
  assert.match(server.errors.join('\n'), /content-type "text\/plain"\n.*not a path of OTLP\n.*only POST/);
});

test('answers as scripted, and counts refused spans as not arrived', async () => {
  server.setResponse(() => ({ status: 503, headers: { 'retry-after': '7' } }));
  const body = encodeRequest('traces', tracesOf(spanMessage));
  const refused = await post('/v1/traces', body);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '7');
  assert.equal(server.requests[0]?.records, 1);
  assert.equal(server.spans.length, 0);
  server.setResponse(() => ({ reset: true }));
  await assert.rejects(post('/v1/traces', body));
  server.setResponse(() => ({ delayMs: 30 }));
  const before = performance.now();
  await post('/v1/traces', body);
  assert.ok(performance.now() - before >= 25);
  assert.equal(server.spans.length, 1);
  server.assertClean();
});

test('close cuts a request that is never answered', async () => {
  server.setResponse(() => ({ hang: true }));
  const pending = assert.rejects(post('/v1/traces', encodeRequest('traces', tracesOf(spanMessage))));
  await server.waitForRequests(1);
  await server.close();
  await pending;
});

const point = { startTimeUnixNano: START, timeUnixNano: START + 60_000_000_000n };
const durations: Message = {
  name: 'http.server.request.duration',
  unit: 's',
  histogram: {
    aggregationTemporality: 2,
    dataPoints: [
      {
        ...point,
        attributes: [{ key: 'http.route', value: { stringValue: '/orders/:id' } }],
        count: 2n,
        sum: 0.3,
        bucketCounts: [1n, 1n],
        explicitBounds: [0.1],
        exemplars: [{ timeUnixNano: START, traceId: TRACE, spanId: 'b7ad6b7169203331', asDouble: 0.25 }],
      },
    ],
  },
};
const queue: Message = {
  name: 'queue.size',
  sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...point, asInt: -3n }] },
};
const metricsOf = (...metrics: Message[]): Message => ({
  resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }],
});

test('reads the metrics of a request with their exemplars', async () => {
  await post('/v1/metrics', encodeRequest('metrics', metricsOf(durations, queue)));
  server.assertClean();
  const [histogram, sum] = await server.waitForMetrics(2);
  assert.equal(server.requests[0]!.records, 2);
  const { kind, temporality, unit, service, points } = histogram!;
  assert.deepEqual([kind, temporality, unit, service], ['histogram', 'cumulative', 's', 'shop']);
  const { attributes, count, sum: total, counts, bounds, exemplars } = points[0]!;
  assert.deepEqual(attributes, { 'http.route': '/orders/:id' });
  assert.deepEqual([count, total, counts, bounds], [2, 0.3, [1, 1], [0.1]]);
  assert.deepEqual(exemplars, [
    { value: 0.25, timeMs: Number(START) / 1e6, traceId: TRACE, spanId: 'b7ad6b7169203331' },
  ]);
  assert.deepEqual(
    [sum!.kind, sum!.temporality, sum!.monotonic, sum!.points[0]!.value],
    ['sum', 'delta', true, -3],
  );
});

test('objects to metrics that contradict themselves', async () => {
  const [good] = (durations['histogram'] as { dataPoints: Message[] }).dataPoints;
  const bad = { ...durations, histogram: { dataPoints: [{ ...good, count: 3n }, good] } };
  await post('/v1/metrics', encodeRequest('metrics', metricsOf(bad)));
  assert.deepEqual(server.errors, [
    'metric "http.server.request.duration" of shop: a point counts 3, its buckets 2',
    'metric "http.server.request.duration" of shop: has two points with the same attributes',
  ]);
});

test('a wait that fails says what arrived instead', async () => {
  await post('/v1/traces', encodeRequest('traces', tracesOf(spanMessage)));
  await assert.rejects(server.waitForSpans(2, 20), (error: Error) => {
    assert.match(error.message, /waited 20 ms for 2 spans/);
    assert.match(error.message, /POST \/v1\/traces 1 records -> 200/);
    assert.match(error.message, /shop SERVER GET \/orders\/:id \(ERROR: out of stock\)/);
    assert.match(String(error.stack), /otlp-server\.test\.ts/);
    return true;
  });
});
