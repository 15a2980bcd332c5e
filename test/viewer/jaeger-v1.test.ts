/** Jaeger's older API: the viewer answers as a real Jaeger does, which is asked the same. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { BothJaegers } from './both-jaegers.ts';
import { inOrder, tracesInOrder } from './jaeger-order.ts';
import { RICH_TRACE, richTrace, SHORT_TRACES, START, shortTraces } from './jaeger-spans.ts';
import type { SentSpan, SentTraces } from './otlp-builder.ts';
import { type SearchedTrace, searchedTraces } from './searched-traces.ts';

const skip = skipWithoutJaeger();
let both: BothJaegers;
let searched: SearchedTrace[];

before(async () => {
  if (skip) return;
  both = await BothJaegers.start();
  await both.send(richTrace);
  for (const each of shortTraces) await both.send(each);
  searched = searchedTraces(40);
  for (const { sent } of searched) await both.send(sent);
});
after(() => both?.stop());

/** @param normal takes the order away that differs each time */
async function same(path: string, normal: (body: unknown) => unknown = inOrder): Promise<unknown> {
  const { real, ours } = await both.ask(path);
  assert.equal(ours.status, real.status, `${path}: ${JSON.stringify(ours.body)}`);
  assert.deepEqual(normal(ours.body), normal(real.body), path);
  return real.body;
}

test('one trace, as it is shown and as it was sent', { skip }, async () => {
  for (const traceId of [RICH_TRACE, ...SHORT_TRACES, ...searched.map((each) => each.traceId)]) {
    const { data } = (await same(`/api/traces/${traceId}`, tracesInOrder)) as { data: unknown[] };
    assert.equal(data.length, 1, traceId);
    await same(`/api/traces/${traceId}?raw=true`, tracesInOrder);
  }
  await same(`/api/traces/${RICH_TRACE.toUpperCase()}?start=1&end=2&prettyPrint=true`, tracesInOrder);
});

test('services and their operations', { skip }, async () => {
  const { data } = (await same('/api/services')) as { data: string[] };
  for (const service of [...data.filter((name) => name !== 'empty-service-name'), 'nobody']) {
    await same(`/api/services/${encodeURIComponent(service)}/operations`);
    for (const kind of ['', 'server', 'client', 'producer', 'consumer', 'internal', 'unheard of'])
      await same(`/api/operations?service=${encodeURIComponent(service)}&spanKind=${kind}`);
  }
  assert.ok(data.includes('a/b c'));
  assert.ok(data.includes('missing-service-name'));
});

test('a search by service, operation, time, duration and tags', { skip }, async () => {
  const micros = (nanos: bigint) => START / 1_000n + nanos / 1_000n;
  const searches = [
    'service=till',
    'service=nobody',
    'service=a/b%20c',
    'service=missing-service-name',
    'service=empty-service-name',
    'service=s1&limit=3',
    'service=s1&limit=1000&prettyPrint=1',
    'service=s1&operation=op%202',
    'service=s1&operation=op',
    'service=s1&minDuration=500us',
    'service=s1&minDuration=0.5ms&maxDuration=1ms',
    'service=s1&maxDuration=1.0000000005ms',
    'service=s2&tag=colour:red',
    'service=s2&tag=colour:red&tag=size:3',
    'service=s2&tag=url:http://a:80/b',
    'service=s2&tags={"colour":"red","ratio":"0.5"}',
    'service=s2&tags={"ok":"true"}&tag=colour:green',
    'service=s2&tags={"host":"h1"}',
    'service=s2&tags={"of.event":"e1"}',
    'service=s2&tags={"of.scope":"yes"}',
    'service=s2&tags={"blob":"AAE="}',
    'service=s2&tags={"list":"[1,\\"x\\"]"}',
    'service=s2&tags=null',
    'service=s2&tag=colour:RED',
    'service=s2&tag=size:',
    `service=s1&start=${micros(20_000_000_000n)}&end=${micros(25_000_000_000n)}`,
    `service=s1&start=${micros(20_000_000_000n)}`,
    `service=s1&end=${micros(20_000_000_000n)}`,
    'service=s1&start=1&end=2',
    'service=s1&raw=true',
    `traceID=${RICH_TRACE}&traceID=${SHORT_TRACES[0]}`,
    `traceID=1&traceID=${SHORT_TRACES[0]}&traceID=2`,
  ];
  let found = 0;
  for (const search of searches) {
    const { data } = (await same(`/api/traces?${search}`, tracesInOrder)) as { data: unknown[] };
    found += data.length === 0 ? 0 : 1;
  }
  assert.ok(found > 20, `${found} of ${searches.length} searches find something`);
});

test('dependencies', { skip }, async () => {
  // After the trace with ids that client and server share, which is another matter below.
  const lookback = Date.now() - Number(START / 1_000_000n) - 500;
  const { data } = (await same(`/api/dependencies?lookback=${lookback}`)) as { data: unknown[] };
  assert.ok(data.length > 8, JSON.stringify(data));
  await same(`/api/dependencies?service=s2&lookback=${lookback}`);
  await same('/api/dependencies?service=nobody');
  await same('/api/dependencies?endTs=1000');
  await same(`/api/dependencies?endTs=${Date.now()}&lookback=1`);
});

test('a server with the id of its client is called by it', { skip }, async () => {
  const { real, ours } = await both.ask('/api/dependencies?service=stock');
  const calls = (body: unknown) =>
    (body as { data: { parent: string; child: string; callCount: number }[] }).data;
  const text = (body: unknown) =>
    calls(body).map(({ parent, child, callCount }) => `${parent} ${child} ${callCount}`);
  // Jaeger looks for parents by the ids that were sent: the server's child is the client's then.
  assert.deepEqual(text(real.body), ['till stock 2']);
  assert.deepEqual(text(ours.body), ['stock stock 1', 'till stock 1']);
});

const REFUSED = [
  '/api/traces/zz',
  '/api/traces/0x12',
  `/api/traces/${'g'.repeat(32)}`,
  `/api/traces/${RICH_TRACE}0`,
  '/api/traces/1',
  '/api/traces/0',
  `/api/traces/${RICH_TRACE}?start=x`,
  `/api/traces/${RICH_TRACE}?end=1.5`,
  `/api/traces/${RICH_TRACE}?raw=x`,
  '/api/traces?service=till&start=x',
  '/api/traces?service=till&end=9223372036854775808',
  '/api/traces?service=till&limit=x',
  '/api/traces?service=till&limit=99999999999',
  '/api/traces?service=till&limit=0',
  '/api/traces?service=till&limit=-1',
  '/api/traces?service=till&limit=100001',
  '/api/traces?service=till&minDuration=5',
  '/api/traces?service=till&minDuration=x',
  '/api/traces?service=till&minDuration=-',
  '/api/traces?service=till&minDuration=1s5',
  '/api/traces?service=till&minDuration=5lightyears',
  '/api/traces?service=till&maxDuration=.s',
  '/api/traces?service=till&maxDuration=1..5s',
  '/api/traces?service=till&minDuration=2s&maxDuration=1s',
  '/api/traces?service=till&tag=x',
  '/api/traces?service=till&tag=',
  '/api/traces?service=till&tags=x',
  '/api/traces?service=till&tags={"a":1}',
  '/api/traces?service=till&tags={"a":true}',
  '/api/traces?service=till&tags={"a":{}}',
  '/api/traces?service=till&tags=[]',
  '/api/traces?service=till&tags=7',
  '/api/traces?service=till&tags={"a":"b"',
  '/api/traces?service=till&tags={"a":',
  '/api/traces?service=till&tags=',
  '/api/traces?service=till&raw=x',
  '/api/traces?traceID=zz',
  '/api/traces?traceID=1',
  `/api/traces?traceID=${RICH_TRACE}${RICH_TRACE}`,
  '/api/operations',
  '/api/operations?service=',
  '/api/dependencies?endTs=x',
  '/api/dependencies?lookback=x',
  '/api/dependencies?lookback=-1',
  '/api/metrics/latencies',
  '/api/metrics/latencies?service=till&quantile=x',
  '/api/metrics/latencies?service=till&quantile=0.9',
  '/api/metrics/calls?service=till',
  '/api/metrics/calls',
  '/api/metrics/errors?service=a&endTs=x',
  '/api/metrics/minstep',
];

for (const path of REFUSED) test(`what is wrong with ${path}`, { skip }, async () => void (await same(path)));

test('there is no archive', { skip }, async () => {
  for (const path of [`/api/archive/${RICH_TRACE}`, '/api/archive/zz', '/api/archive/1?start=x']) {
    const { real, ours } = await both.ask(path, { method: 'POST' });
    assert.deepEqual(ours, real, path);
  }
});

test("files of OTLP become Jaeger's", { skip }, async () => {
  for (const traces of [withoutNegative(richTrace), ...shortTraces, searched[0]!.sent, {}]) {
    const { real, ours } = await both.ask('/api/transform', { method: 'POST', body: JSON.stringify(traces) });
    assert.equal(ours.status, 200);
    assert.deepEqual(tracesInOrder(ours.body), tracesInOrder(real.body));
  }
  const { real, ours } = await both.ask('/api/transform', { method: 'POST', body: 'x' });
  // Each tells in its own words what is no JSON.
  assert.deepEqual([ours.status, real.status], [400, 400]);
});

/** Jaeger makes of a negative duration one of 584,942 years. */
function withoutNegative(traces: SentTraces): SentTraces {
  const isWell = (span: SentSpan) => BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano);
  return {
    resourceSpans: traces.resourceSpans.map(({ scopeSpans, ...outer }) => ({
      ...outer,
      scopeSpans: scopeSpans.map(({ spans, ...inner }) => ({ ...inner, spans: spans.filter(isWell) })),
    })),
  };
}
