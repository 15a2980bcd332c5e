import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeZipkin, toZipkinSpan } from './index.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanContext = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });

function span(more: Partial<ReadableSpan> = {}): ReadableSpan {
  return {
    name: 'GET /orders',
    kind: SpanKind.INTERNAL,
    spanContext: () => spanContext('b7ad6b7169203331'),
    startTime: [1_700_000_000, 123_456_789],
    endTime: [1_700_000_000, 125_456_789],
    duration: [0, 2_000_000],
    ended: true,
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    resource: resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'h1' }),
    instrumentationScope: { name: '@waymark/http', version: '1.0.0' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...more,
  };
}

const tags = { 'host.name': 'h1', 'otel.scope.name': '@waymark/http', 'otel.scope.version': '1.0.0' };

test('a span with nothing special', () => {
  assert.deepEqual(toZipkinSpan(span()), {
    traceId,
    id: 'b7ad6b7169203331',
    name: 'GET /orders',
    timestamp: 1_700_000_000_123_457,
    duration: 2_000,
    localEndpoint: { serviceName: 'shop' },
    tags,
  });
});

test('a child names its parent', () => {
  const child = toZipkinSpan(span({ parentSpanContext: spanContext('00f067aa0ba902b7') }));
  assert.equal(child.parentId, '00f067aa0ba902b7');
});

for (const [kind, expected] of [
  [SpanKind.INTERNAL, undefined],
  [SpanKind.SERVER, 'SERVER'],
  [SpanKind.CLIENT, 'CLIENT'],
  [SpanKind.PRODUCER, 'PRODUCER'],
  [SpanKind.CONSUMER, 'CONSUMER'],
] as const) {
  test(`the kind ${SpanKind[kind]} becomes ${expected}`, () => {
    assert.equal(toZipkinSpan(span({ kind })).kind, expected);
  });
}

test('attributes become tags, arrays as JSON', () => {
  const attributes = { text: 'a', number: 1.5, flag: false, list: ['a', 'b'], 'host.name': 'the span says' };
  assert.deepEqual(toZipkinSpan(span({ attributes })).tags, {
    ...tags,
    text: 'a',
    number: '1.5',
    flag: 'false',
    list: '["a","b"]',
    'host.name': 'the span says',
  });
});

for (const [what, status, expected] of [
  ['OK', { code: SpanStatusCode.OK }, { 'otel.status_code': 'OK' }],
  [
    'an error with a message',
    { code: SpanStatusCode.ERROR, message: 'no stock' },
    { 'otel.status_code': 'ERROR', error: 'no stock' },
  ],
  ['an error without one', { code: SpanStatusCode.ERROR }, { 'otel.status_code': 'ERROR', error: '' }],
] as const) {
  test(`status: ${what}`, () => {
    assert.deepEqual(toZipkinSpan(span({ status })).tags, { ...tags, ...expected });
  });
}

test('an attribute named error does not make a span look failed', () => {
  assert.deepEqual(toZipkinSpan(span({ attributes: { error: 'false' } })).tags, tags);
});

test('what was dropped is said', () => {
  const dropped = { droppedAttributesCount: 1, droppedEventsCount: 2, droppedLinksCount: 3 };
  assert.deepEqual(toZipkinSpan(span(dropped)).tags, {
    ...tags,
    'otel.dropped_attributes_count': '1',
    'otel.dropped_events_count': '2',
    'otel.dropped_links_count': '3',
  });
});

test('events become annotations and keep their attributes', () => {
  const time: [number, number] = [1_700_000_000, 124_000_000];
  const events = [
    { name: 'start', time },
    { name: 'cache.miss', time, attributes: { key: 'a "b"', tries: 2 } },
    { name: 'log', time, attributes: { message: 'paid "now"', 'log.severity': 'INFO' } },
    { name: 'log', time, attributes: { message: 'alone' } },
    { name: 'log', time, attributes: { reason: 'no message' } },
    { name: 'log', time },
  ];
  const timestamp = 1_700_000_000_124_000;
  assert.deepEqual(toZipkinSpan(span({ events })).annotations, [
    { timestamp, value: 'start' },
    { timestamp, value: '"cache.miss":{"key":"a \\"b\\"","tries":2}' },
    { timestamp, value: 'paid "now" {"log.severity":"INFO"}' },
    { timestamp, value: 'alone' },
    { timestamp, value: '"log":{"reason":"no message"}' },
    { timestamp, value: 'log' },
  ]);
});

for (const [what, kind, attributes, expected] of [
  [
    'a name and a port',
    SpanKind.CLIENT,
    { 'server.address': 'db', 'server.port': 5432 },
    { serviceName: 'db', port: 5432 },
  ],
  [
    'peer.service first',
    SpanKind.PRODUCER,
    { 'server.address': 'db', 'peer.service': 'orders' },
    { serviceName: 'orders' },
  ],
  [
    'an IPv4 address',
    SpanKind.CLIENT,
    { 'network.peer.address': '10.0.0.1', 'network.peer.port': 80 },
    { ipv4: '10.0.0.1', port: 80 },
  ],
  ['an IPv6 address', SpanKind.CLIENT, { 'server.address': '::1' }, { ipv6: '::1' }],
  [
    'a port that is none',
    SpanKind.CLIENT,
    { 'server.address': 'db', 'server.port': 0 },
    { serviceName: 'db' },
  ],
  ['nothing', SpanKind.CLIENT, { 'server.address': '' }, undefined],
  ['a server', SpanKind.SERVER, { 'server.address': 'me' }, undefined],
] as [string, SpanKind, Attributes, object | undefined][]) {
  test(`the remote endpoint of a span with ${what}`, () => {
    assert.deepEqual(toZipkinSpan(span({ kind, attributes })).remoteEndpoint, expected);
  });
}

test('a span that took no time has a duration', () => {
  assert.equal(toZipkinSpan(span({ duration: [0, 10] })).duration, 1);
});

test('a body is a JSON array', () => {
  const body = JSON.parse(encodeZipkin([span(), span({ name: 'ünï' })]).toString());
  assert.deepEqual(
    body.map(({ name }: { name: string }) => name),
    ['GET /orders', 'ünï'],
  );
});
