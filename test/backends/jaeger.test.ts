import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { printTree } from '@waymark/testing';
import { type Jaeger, startJaeger } from './jaeger.mjs';
import { skipWithoutJaeger } from './jaeger-binary.mjs';
import { JaegerClient } from './jaeger-client.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';
const skip = skipWithoutJaeger();
let jaeger: Jaeger | undefined;

before(async () => {
  if (!skip) jaeger = await startJaeger();
});
after(() => jaeger?.stop());

test('a trace sent to a real Jaeger is read back whole, by both of its APIs', { skip }, async () => {
  const client = new JaegerClient(jaeger!.queryUrl);
  await send(jaeger!.otlpUrl);

  const spans = await client.trace(TRACE, 2);
  assert.equal(
    printTree(spans, { attributes: ['http.request.id', 'items', 'retried'] }),
    [
      'till SERVER GET /basket [http.request.id=r-1 items=["tea","milk"] retried=true] (ERROR: no milk)',
      '  * log WARN milk is out',
      '  till CLIENT GET',
    ].join('\n'),
  );
  assert.deepEqual(await client.services(), ['till']);
  assert.deepEqual(await client.findByOperation('till', 'GET /basket'), [TRACE]);
  assert.deepEqual(await client.findByOperation('till', 'GET /nothing'), []);
  assert.deepEqual(await client.findByTags('till', { 'http.request.id': 'r-1' }), [TRACE]);
  assert.deepEqual(await client.findByTags('till', { 'http.request.id': 'r-2' }), []);

  const legacy = await client.legacyTrace(TRACE);
  const [server, child] = ['GET /basket', 'GET'].map((name) =>
    legacy.find(({ operationName }) => operationName === name),
  );
  assert.deepEqual([server!.tags['error'], child!.tags['error']], [true, undefined]);
  assert.equal(child!.parentSpanId, server!.spanId);
  assert.deepEqual(server!.logs, [{ event: 'log', 'log.severity': 'WARN', message: 'milk is out' }]);
});

test('Jaeger listens on loopback only and is gone after stop()', { skip }, async () => {
  const own = await startJaeger();
  await own.stop();
  assert.throws(() => process.kill(own.pid, 0), { code: 'ESRCH' });
  await assert.rejects(fetch(`${own.queryUrl}/api/v3/services`));
});

test('without Go and without a cached Jaeger the skip says what is missing and how to get it', () => {
  const bare = { WAYMARK_CACHE: '/nonexistent', PATH: '/nonexistent' };
  assert.match(String(skipWithoutJaeger(bare)), /no `go` command was found\. Go 1\.25 or later .*go\.dev/);
  assert.throws(
    () => skipWithoutJaeger({ ...bare, WAYMARK_REQUIRE_BACKENDS: '1' }),
    /WAYMARK_REQUIRE_BACKENDS=1, but no real Jaeger/,
  );
});

async function send(otlpUrl: string): Promise<void> {
  const start = BigInt(Date.now()) * 1_000_000n;
  const text = (stringValue: string) => ({ stringValue });
  const attribute = (key: string, value: object) => ({ key, value });
  const server = {
    traceId: TRACE,
    spanId: 'eee19b7ec3c1b174',
    name: 'GET /basket',
    kind: 2,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 5_000_000n),
    attributes: [
      attribute('http.request.id', text('r-1')),
      attribute('items', { arrayValue: { values: [text('tea'), text('milk')] } }),
      attribute('retried', { boolValue: true }),
    ],
    events: [
      {
        name: 'log',
        timeUnixNano: String(start + 1_000n),
        attributes: [attribute('message', text('milk is out')), attribute('log.severity', text('WARN'))],
      },
    ],
    status: { code: 2, message: 'no milk' },
  };
  const child = {
    traceId: TRACE,
    spanId: 'eee19b7ec3c1b175',
    parentSpanId: server.spanId,
    name: 'GET',
    kind: 3,
    startTimeUnixNano: String(start + 1_000_000n),
    endTimeUnixNano: String(start + 2_000_000n),
  };
  const resource = { attributes: [attribute('service.name', text('till'))] };
  const response = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [server, child] }] }] }),
  });
  assert.equal(response.status, 200);
}
