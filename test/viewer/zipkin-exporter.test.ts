/**
 * Spans of OpenTelemetry: what the viewer received as OTLP it shows by Zipkin's API as a real Zipkin shows what our exporter
 * sends of the same spans, as JSON and as protobuf.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Link, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeTraces } from '@waymark/otlp';
import { encodeZipkinJson, encodeZipkinProtobuf } from '@waymark/zipkin';
import { span } from '../../packages/zipkin/src/fixtures/span.ts';
import { skipWithoutServer } from '../backends/servers.mjs';
import { post } from './asked.ts';
import { BothZipkins } from './both-zipkins.ts';

const skip = skipWithoutServer('zipkin');
const JSON_TRACE = '0af7651916cd43dd8448eb211c80319c';
const PROTOBUF_TRACE = '00000000000000008448eb211c80319d';
let both: BothZipkins;

before(async () => {
  if (skip) return;
  both = await BothZipkins.start();
  await sendAll(JSON_TRACE, 'application/json', encodeZipkinJson);
  await sendAll(PROTOBUF_TRACE, 'application/x-protobuf', encodeZipkinProtobuf);
});
after(() => both?.stop());

async function sendAll(traceId: string, type: string, encode: (spans: ReadableSpan[]) => Uint8Array) {
  const spans = someSpans(traceId);
  await both.sendToZipkin(encode(spans), type, [traceId]);
  await post(both.viewer.url, '/v1/traces', 'application/x-protobuf', encodeTraces(spans));
}

const START = Math.floor(Date.now() / 1000) - 60;

function someSpans(traceId: string): ReadableSpan[] {
  const context = (spanId: string) => ({ traceId, spanId, traceFlags: 1 });
  const made = (id: number, more: Partial<ReadableSpan>, parent?: number) =>
    span({
      spanContext: () => context(id.toString(16).padStart(16, '0')),
      ...(parent === undefined ? {} : { parentSpanContext: context(parent.toString(16).padStart(16, '0')) }),
      startTime: [START, 1_000_000 * id + 499],
      endTime: [START, 1_000_000 * id + 1_500_499],
      duration: [0, 1_500_000],
      ...more,
    });
  const link: Link = {
    context: context('00000000000000aa'),
    attributes: { why: 'batch' },
    droppedAttributesCount: 2,
  };
  return [
    made(1, {
      kind: SpanKind.SERVER,
      name: 'GET /Orders/{id}',
      status: { code: SpanStatusCode.ERROR, message: 'No Milk' },
      attributes: {
        text: 'ü <b>',
        int: 42,
        double: 1.5,
        small: 1e-9,
        yes: true,
        list: ['a', 'b'],
        numbers: [1, 2.5],
        error: 'not the status',
        'http.request.header.x-request-id': ['r-1'],
      },
      droppedAttributesCount: 3,
      droppedEventsCount: 4,
      droppedLinksCount: 5,
      links: [link],
      events: [
        { name: 'exception', time: [START, 2_000_000], attributes: { 'exception.type': 'E', n: 1 } },
        { name: 'log', time: [START, 1_500_000], attributes: { message: 'hello', 'log.severity': 'WARN' } },
        { name: 'plain', time: [START, 1_500_000] },
      ],
    }),
    made(
      2,
      {
        kind: SpanKind.CLIENT,
        name: 'POST',
        attributes: { 'server.address': 'Pay.example', 'server.port': 443 },
        status: { code: SpanStatusCode.OK },
      },
      1,
    ),
    made(
      3,
      {
        kind: SpanKind.SERVER,
        name: 'POST /pay',
        resource: resourceFromAttributes({ 'service.name': 'Pay' }),
      },
      2,
    ),
    made(
      4,
      {
        kind: SpanKind.CLIENT,
        name: 'query',
        attributes: { 'network.peer.address': '10.0.0.9', 'network.peer.port': 5432, 'peer.service': 'DB' },
      },
      1,
    ),
    made(
      5,
      { kind: SpanKind.PRODUCER, name: 'send', attributes: { 'network.peer.address': '::ffff:10.0.0.8' } },
      1,
    ),
    made(6, { kind: SpanKind.CONSUMER, name: 'receive', duration: [0, 0], endTime: [START, 6_000_499] }, 5),
    made(7, { kind: SpanKind.INTERNAL, name: '' }, 99),
  ];
}

const byId = (body: unknown) =>
  (body as { id: string }[]).toSorted((one, other) => (one.id < other.id ? -1 : 1));

for (const traceId of [JSON_TRACE, PROTOBUF_TRACE])
  test(`the trace ${traceId}`, { skip }, async () => {
    const { real, ours } = await both.ask(`/api/v2/trace/${traceId}`);
    assert.equal((real.body as unknown[]).length, 7);
    assert.deepEqual(byId(ours.body), byId(real.body));
  });

const PATHS = [
  '/api/v2/services',
  '/api/v2/spans?serviceName=shop',
  '/api/v2/remoteServices?serviceName=shop',
  `/api/v2/dependencies?endTs=${Date.now()}`,
];

for (const path of PATHS)
  test(path, { skip }, async () => {
    const { real, ours } = await both.ask(path);
    const inOrder = (body: unknown) => (body as unknown[]).map((each) => JSON.stringify(each)).sort();
    assert.ok((real.body as unknown[]).length > 1);
    assert.deepEqual(inOrder(ours.body), inOrder(real.body));
  });

test('a search finds both, by what is an attribute and by what is not', { skip }, async () => {
  const queries = [
    'error=No Milk',
    'int=42',
    'list=["a","b"]',
    'otel.status_code=OK',
    'hello {"log.severity":"WARN"}',
    'plain and double=1.5',
    'host.name=h1',
  ];
  for (const query of queries) {
    const { real, ours } = await both.ask(`/api/v2/traces?annotationQuery=${encodeURIComponent(query)}`);
    const ids = (body: unknown) => (body as { traceId: string }[][]).map(([first]) => first?.traceId).sort();
    assert.equal(ids(real.body).length, 2, query);
    assert.deepEqual(ids(ours.body), ids(real.body), query);
  }
});
