/**
 * Jaeger's newer API: the viewer answers as a real Jaeger does. That one keeps traces in memory and adjusts what it keeps with
 * each question, so that warnings double: each trace is asked for once, after all that asks for traces as they were sent.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { BothJaegers } from './both-jaegers.ts';
import { inOrder, otlpInOrder } from './jaeger-order.ts';
import { RICH_TRACE, richTrace, SHORT_TRACES, START, shortTraces } from './jaeger-spans.ts';
import { type SearchedTrace, searchedTraces } from './searched-traces.ts';

const skip = skipWithoutJaeger();
let both: BothJaegers;
let searched: SearchedTrace[];

before(async () => {
  if (skip) return;
  both = await BothJaegers.start();
  await both.send(richTrace);
  for (const each of shortTraces) await both.send(each);
  searched = searchedTraces(30, 2);
  for (const { sent } of searched) await both.send(sent);
});
after(() => both?.stop());

/** @param normal takes the order away that differs each time */
async function same(path: string, normal: (body: unknown) => unknown): Promise<unknown> {
  const { real, ours } = await both.ask(path);
  assert.equal(ours.status, real.status, `${path}: ${JSON.stringify(ours.body)}`);
  assert.deepEqual(normal(ours.body), normal(real.body), path);
  return normal(real.body);
}

test('services and their operations', { skip }, async () => {
  const { services } = (await same('/api/v3/services', inOrder)) as { services: string[] };
  for (const service of [...services.filter((name) => name !== 'empty-service-name'), 'nobody', '']) {
    for (const kind of ['', 'server', 'consumer', 'internal', 'unheard of'])
      await same(
        `/api/v3/operations?service=${encodeURIComponent(service)}&span_kind=${kind}`,
        operationsInOrder,
      );
  }
});

/**
 * Jaeger 2.13 leaves out what is empty, the kind that a span does not have among it; its page insists on one since, and later
 * versions say `internal`.
 */
function operationsInOrder(body: unknown): unknown {
  const { operations } = body as { operations: { name?: string; spanKind?: string }[] };
  return inOrder({ operations: operations.map((each) => ({ name: '', spanKind: 'internal', ...each })) });
}

const time = (nanos: bigint) => {
  const all = START + nanos;
  const fraction = String(all % 1_000_000_000n).padStart(9, '0');
  return new Date(Number(all / 1_000_000n)).toISOString().replace(/\.\d+Z/, `.${fraction}Z`);
};

const search = (parameters: Record<string, string> = {}) =>
  `/api/v3/traces?${new URLSearchParams({
    'query.start_time_min': time(-1_000_000_000n),
    'query.start_time_max': time(1_000_000_000_000n),
    'query.num_traces': '50',
    'query.raw_traces': 'true',
    ...parameters,
  })}`;

test('a search by service, operation, time and duration', { skip }, async () => {
  const searches: Record<string, string>[] = [
    {},
    { 'query.service_name': 'till' },
    { 'query.service_name': 'missing-service-name' },
    { 'query.service_name': 's1', 'query.num_traces': '3' },
    { 'query.service_name': 's1', 'query.operation_name': 'op 2' },
    { 'query.operation_name': 'op 2' },
    { 'query.service_name': 's1', 'query.duration_min': '500us', 'query.duration_max': '1.5ms' },
    { 'query.duration_max': '400µs' },
    { 'query.start_time_min': time(10_000_000_000n), 'query.start_time_max': time(15_000_000_000n) },
    { 'query.start_time_min': '2020-01-01T00:00:00+01:00', 'query.start_time_max': time(0n) },
  ];
  for (const each of searches) assert.ok(((await same(search(each), otlpInOrder)) as unknown[]).length > 0);
  await same(search({ 'query.service_name': 'nobody' }), otlpInOrder);
});

const REFUSED = [
  '/api/v3/traces/zz',
  '/api/v3/traces/1',
  `/api/v3/traces/${RICH_TRACE}0`,
  `/api/v3/traces/${RICH_TRACE}?start_time=x`,
  `/api/v3/traces/${RICH_TRACE}?end_time=2020-13-01T00:00:00Z`,
  `/api/v3/traces/${RICH_TRACE}?end_time=2020-02-30T00:00:00Z`,
  `/api/v3/traces/${RICH_TRACE}?end_time=2020-02-01T24:00:00Z`,
  `/api/v3/traces/${RICH_TRACE}?end_time=2020-02-01T23:00:00Zjunk`,
  `/api/v3/traces/${RICH_TRACE}?raw_traces=x`,
  '/api/v3/traces',
  '/api/v3/traces?query.start_time_min=2020-01-01T00:00:00Z',
  search({ 'query.start_time_min': 'x' }),
  search({ 'query.start_time_min': '2020' }),
  search({ 'query.start_time_max': '2030-01-01 00:00:00Z' }),
  search({ 'query.start_time_max': '2030-01-01T00:00:00' }),
  search({ 'query.num_traces': 'x' }),
  search({ 'query.num_traces': '0' }),
  search({ 'query.num_traces': '100001' }),
  search({ 'query.duration_min': 'q' }),
  search({ 'query.duration_max': '5' }),
  search({ 'query.raw_traces': 'q' }),
];

for (const path of REFUSED)
  test(`what is wrong with ${path}`, { skip }, async () => void (await same(path, (body) => body)));

test('one trace, as it was sent and as it is shown', { skip }, async () => {
  for (const traceId of [RICH_TRACE, ...SHORT_TRACES, ...searched.map((each) => each.traceId)]) {
    const spans = (await same(`/api/v3/traces/${traceId}?raw_traces=1`, otlpInOrder)) as unknown[];
    assert.ok(spans.length > 0);
    await same(`/api/v3/traces/${traceId}?start_time=2020-01-01T00:00:00Z`, otlpInOrder);
  }
});
