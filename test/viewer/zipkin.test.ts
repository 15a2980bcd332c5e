/** Zipkin's API: the viewer answers as a real Zipkin does, which is asked the same. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { skipWithoutServer } from '../backends/servers.mjs';
import { BothZipkins } from './both-zipkins.ts';
import { randomSearches } from './random-searches.ts';
import {
  type RandomTrace,
  RICH,
  randomTraces,
  richTrace,
  SMALL,
  START,
  smallTraces,
} from './zipkin-spans.ts';

const skip = skipWithoutServer('zipkin');
let both: BothZipkins;
let random: RandomTrace[];

before(async () => {
  if (skip) return;
  both = await BothZipkins.start();
  await send(richTrace, [RICH]);
  await send(smallTraces, SMALL);
  random = randomTraces(400);
  await send(
    random.flatMap(({ spans }) => spans),
    random.map(({ traceId }) => traceId),
  );
});
after(() => both?.stop());

const send = (spans: object[], traceIds: string[]) =>
  both.send(Buffer.from(JSON.stringify(spans)), 'application/json', traceIds);

/** Spans of a trace come in the order in which they arrived, and from the viewer by their start. */
const byId = (body: unknown) => (Array.isArray(body) ? body.toSorted(compareSpans) : body);
const traces = (body: unknown) => (Array.isArray(body) ? body.map(byId) : body);
const asIs = (body: unknown) => body;
const sorted = (body: unknown) => (Array.isArray(body) ? body.toSorted(compareText) : body);

const compareText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

function compareSpans(one: Record<string, unknown>, other: Record<string, unknown>) {
  return compareText([one['id'], one], [other['id'], other]);
}

async function same(path: string, normal: (body: unknown) => unknown): Promise<unknown> {
  const { real, ours } = await both.ask(path);
  assert.equal(ours.status, real.status, `${path}: ${JSON.stringify(ours.body)}`);
  assert.deepEqual(normal(ours.body), normal(real.body), path);
  return real.body;
}

test('one trace', { skip }, async () => {
  for (const id of [RICH, ...SMALL, ...random.map(({ traceId }) => traceId)]) {
    const spans = (await same(`/api/v2/trace/${id}`, byId)) as unknown[];
    assert.ok(spans.length > 0);
  }
});

test('several traces', { skip }, async () => {
  await same(`/api/v2/traceMany?traceIds=${RICH},1,77`, traces);
  await same(`/api/v2/traceMany?traceIds=98,99`, traces);
});

test('names of services, spans and remote services', { skip }, async () => {
  const services = (await same('/api/v2/services', asIs)) as string[];
  assert.ok(services.length > 8, String(services));
  for (const service of [...services, 'TILL', 'nobody', '']) {
    const query = `serviceName=${encodeURIComponent(service)}`;
    await same(`/api/v2/spans?${query}`, asIs);
    await same(`/api/v2/remoteServices?${query}`, asIs);
  }
  await same('/api/v2/autocompleteKeys', asIs);
  await same('/api/v2/autocompleteValues?key=a', asIs);
});

test('dependencies of each trace, and of all', { skip }, async () => {
  const lengths = [];
  for (const { start } of random) {
    const links = (await same(`/api/v2/dependencies?endTs=${start + 500}&lookback=900`, sorted)) as unknown[];
    lengths.push(links.length);
  }
  assert.ok(lengths.filter((length) => length > 2).length > 20, String(lengths));
  const all = (await same(`/api/v2/dependencies?endTs=${Date.now()}`, sorted)) as unknown[];
  assert.ok(all.length > 12, JSON.stringify(all));
});

test('searches', { skip }, async () => {
  const ms = START / 1000;
  const searches = [
    '',
    'serviceName=till',
    'serviceName=TILL&spanName=get%20/BASKET',
    'serviceName=web&limit=3',
    'serviceName=web&spanName=op%201',
    'serviceName=web&spanName=all&remoteServiceName=bank',
    'remoteServiceName=Kafka',
    'spanName=op%202&limit=5',
    'annotationQuery=error&limit=100',
    'serviceName=shop&annotationQuery=error%20and%20size%3D2&limit=100',
    'serviceName=stock&annotationQuery=note%201&limit=100',
    'annotationQuery=http.path%3D%2F1%20and%20note%200&limit=100',
    'annotationQuery=size%20and%20size%3D1&limit=4',
    'annotationQuery=size%3D1%20and%20size&limit=4',
    'annotationQuery=%20size%20%3D%201%20&limit=4',
    'annotationQuery=otel.status_code%3DERROR',
    'annotationQuery=telemetry.sdk.name%3Dx',
    'annotationQuery=nothing',
    'minDuration=990&limit=100',
    'minDuration=400&maxDuration=420&limit=100',
    'serviceName=bank&minDuration=900&spanName=op%200&limit=100',
    `endTs=${ms + 40_000}&lookback=20000&limit=100`,
    `endTs=${ms + 40_000}&lookback=20000&limit=100&serviceName=web`,
    `endTs=${ms}&lookback=1`,
    `endTs=${ms - 500}&lookback=86400000`,
    `endTs=${ms - 1000}&lookback=500`,
    `endTs=${ms - 998}&lookback=1`,
    'serviceName=nobody',
    'serviceName=untimed',
    'limit=1',
    'minDuration=&serviceName=&spanName=&annotationQuery=&limit=2',
  ];
  let found = 0;
  for (const search of searches)
    found += ((await same(`/api/v2/traces?${search}`, traces)) as unknown[]).length > 0 ? 1 : 0;
  assert.equal(found, searches.length - 5);
});

test('searches at random', { skip }, async () => {
  let found = 0;
  const searches = randomSearches(80);
  for (const search of searches)
    found += ((await same(`/api/v2/traces?${search}`, traces)) as unknown[]).length > 0 ? 1 : 0;
  assert.ok(found > 40, `${found} of ${searches.length} searches find something`);
});

const REFUSED = [
  '/api/v2/spans',
  '/api/v2/remoteServices',
  '/api/v2/trace/zz',
  '/api/v2/trace/99',
  '/api/v2/trace/0',
  `/api/v2/trace/${RICH.toUpperCase()}`,
  `/api/v2/trace/${RICH}0`,
  '/api/v2/traceMany',
  '/api/v2/traceMany?traceIds=',
  '/api/v2/traceMany?traceIds=1',
  '/api/v2/traceMany?traceIds=1,1',
  '/api/v2/traceMany?traceIds=1,0000000000000001',
  '/api/v2/traceMany?traceIds=1,zz',
  '/api/v2/traceMany?traceIds=1,,77',
  '/api/v2/traces?limit=0',
  '/api/v2/traces?limit=-1',
  '/api/v2/traces?limit=x',
  '/api/v2/traces?limit=',
  '/api/v2/traces?limit=99999999999',
  '/api/v2/traces?endTs=x',
  '/api/v2/traces?endTs=0',
  '/api/v2/traces?endTs=-1',
  '/api/v2/traces?lookback=0',
  '/api/v2/traces?lookback=1.5',
  '/api/v2/traces?minDuration=x',
  '/api/v2/traces?minDuration=0',
  '/api/v2/traces?maxDuration=5',
  '/api/v2/traces?minDuration=10&maxDuration=5',
  '/api/v2/dependencies',
  '/api/v2/dependencies?endTs=',
  '/api/v2/dependencies?endTs=x',
  '/api/v2/dependencies?endTs=0',
  '/api/v2/dependencies?endTs=1&lookback=0',
  '/api/v2/dependencies?endTs=1&lookback=x',
  '/api/v2/autocompleteValues',
  '/api/v2/autocompleteValues?key=',
];

for (const path of REFUSED)
  test(`what is wrong with ${path}`, { skip }, async () => void (await same(path, asIs)));
