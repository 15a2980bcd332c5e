/** What Jaeger's clients ask, one request after the other. A real Jaeger is asked the same in test/viewer. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fromJson, TRACES, toProtobuf } from '@waymark/otlp';
import { NaiveStore } from '../../store/oracle/naive-store.ts';
import { answerJaeger } from './index.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';
const START = 1_700_000_000_000_000_000n;
const store = new NaiveStore();

async function ask(url: string, method = 'GET') {
  const { pathname: path, searchParams: query } = new URL(url, 'http://viewer');
  const answer = await answerJaeger(store, { method, path, query });
  return answer && { status: answer.status, body: JSON.parse(String(answer.body)) };
}

before(async () => {
  const span = (spanId: string, name: string, more: object) => ({
    traceId: TRACE,
    spanId,
    name,
    startTimeUnixNano: String(START),
    endTimeUnixNano: String(START + 2_000_000n),
    ...more,
  });
  const spans = [
    span('1111111111111111', 'GET /', {
      kind: 2,
      status: { code: 2 },
      attributes: [{ key: 'not a number', value: { doubleValue: 'NaN' } }],
    }),
    span('2222222222222222', 'work', { parentSpanId: '1111111111111111' }),
    span('3333333333333333', 'lost', { parentSpanId: '9999999999999999', kind: 1 }),
  ];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop/a b' } }] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  await store.take('traces', toProtobuf(TRACES, fromJson(TRACES, Buffer.from(body))));
});

const time = (millis: number) => new Date(Number(START / 1_000_000n) + millis).toISOString();
const range = `query.startTimeMin=${time(-10)}&query.startTimeMax=${time(10)}`;

test("Jaeger's page of 2.19 and later: services, operations, summaries, one trace, dependencies", async () => {
  assert.deepEqual((await ask('/api/v3/services'))?.body, { services: ['shop/a b'] });
  const operations = [
    { name: 'GET /', spanKind: 'server' },
    { name: 'lost', spanKind: 'internal' },
    { name: 'work', spanKind: 'internal' },
  ];
  assert.deepEqual((await ask('/api/v3/operations?service=shop%2Fa%20b'))?.body, { operations });
  const search = `/api/v3/trace-summaries?query.serviceName=shop%2Fa+b&${range}&query.searchDepth=20`;
  const summary = {
    traceId: TRACE,
    rootServiceName: 'shop/a b',
    rootOperationName: 'GET /',
    minStartTimeUnixNano: String(START),
    maxEndTimeUnixNano: String(START + 2_000_000n),
    spanCount: 3,
    errorSpanCount: 1,
    orphanSpanCount: 1,
    services: [{ name: 'shop/a b', spanCount: 3, errorSpanCount: 1 }],
  };
  assert.deepEqual((await ask(search))?.body, { summaries: [summary] });
  const trace = await ask(`/api/traces/${TRACE}`);
  assert.equal(trace?.body.data[0].spans.length, 3);
  assert.equal((await ask('/api/dependencies?endTs=1700000001000&lookback=604800000'))?.body.data.length, 1);
});

test("Jaeger's page before 2.15, and Grafana: services, operations, search, one trace", async () => {
  assert.deepEqual((await ask('/api/services'))?.body.data, ['shop/a b']);
  const names = await ask('/api/services/shop%2Fa%20b/operations');
  assert.deepEqual(names?.body.data, ['GET /', 'lost', 'work']);
  const search = `/api/traces?service=shop%2Fa%20b&operation=GET%20%2F&start=1699999999000000&end=1700000001000000&limit=20`;
  assert.deepEqual(
    (await ask(search))?.body.data.map((trace: { traceID: string }) => trace.traceID),
    [TRACE],
  );
  // Grafana reads the first trace without looking whether there is one.
  assert.equal((await ask('/api/traces/1'))?.status, 404);
  assert.deepEqual((await ask('/api/traces?service=nobody'))?.body.data, []);
});

test("Grafana's client of the newer API writes times unescaped", async () => {
  const zoned = '2023-11-14T23:13:19.123456789+01:00';
  const found = await ask(`/api/v3/traces/${TRACE}?startTime=${zoned}&endTime=${zoned}`);
  assert.equal(found?.status, 200);
  assert.equal(found?.body.result.resourceSpans[0].scopeSpans[0].spans.length, 3);
});

test('a search needs no service, where Jaeger 2.13 wants one', async () => {
  assert.equal((await ask('/api/traces?start=0'))?.body.data.length, 1);
  assert.equal((await ask(`/api/v3/traces?${range}`))?.status, 200);
});

test('error=true finds what failed, and error=false what did not', async () => {
  const found = async (tags: string) =>
    (await ask(`/api/traces?start=0&tags=${encodeURIComponent(tags)}`))?.body.data.length;
  assert.equal(await found('{"error":"true","span.kind":"server"}'), 1);
  assert.equal(await found('{"error":"false","span.kind":"server"}'), 0);
  assert.equal(await found('{"error":"false"}'), 1);
  assert.equal(await found('{"error":"what"}'), 0);
});

test('attributes of the newer API, and what it does not know', async () => {
  const found = async (more: string) => (await ask(`/api/v3/traces?${range}&${more}`))?.status;
  assert.equal(await found(`query.attributes=${encodeURIComponent('{"not a number":"NaN"}')}`), 200);
  assert.equal(await found(`query.attributes=${encodeURIComponent('{"not a number":"1"}')}`), 404);
  assert.equal(await found('query.attributes=x'), 400);
  assert.equal(await found('query.filter={}'), 400);
  assert.equal((await ask('/api/v3/traces?query.startTimeMin=2020-01-01T00:00:00Z'))?.status, 400);
});

test('a number that JSON does not have is text, and costs nobody the trace', async () => {
  const { body } = (await ask(`/api/traces/${TRACE}`))!;
  const tag = { key: 'not a number', type: 'float64', value: 'NaN' };
  assert.deepEqual(
    body.data[0].spans[0].tags.find(({ key }: { key: string }) => key === tag.key),
    tag,
  );
});

test('dependencies of the published newer API', async () => {
  const found = await ask('/api/v3/dependencies?startTime=2023-11-14T00:00:00Z&endTime=2023-11-15T00:00:00Z');
  const dependencies = [{ parent: 'shop/a b', child: 'shop/a b', callCount: '1' }];
  assert.deepEqual(found?.body, { dependencies });
});

test('nothing kept is empty lists', async () => {
  const empty = new NaiveStore();
  const path = '/api/v3/services';
  const answer = await answerJaeger(empty, { method: 'GET', path, query: new URLSearchParams() });
  assert.equal(answer?.body, '{"services":[]}');
});

test('paths that are not of Jaeger', async () => {
  for (const path of ['/api/nope', '/api/v3/nope', '/api/traces/', '/api/services//operations'])
    assert.equal(await ask(path), undefined, path);
  assert.equal(await ask('/api/services', 'POST'), undefined);
});
