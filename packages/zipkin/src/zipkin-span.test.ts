import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attributes, createTraceState, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { span, spanContext, traceId } from './fixtures/span.ts';
import { toZipkinSpan } from './index.ts';

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

test('a parent without an id is none', () => {
  const orphan = toZipkinSpan(span({ parentSpanContext: spanContext('0'.repeat(16)) }));
  assert.equal('parentId' in orphan, false);
});

for (const [kind, expected] of [
  [SpanKind.SERVER, { shared: true }],
  [SpanKind.CONSUMER, { shared: true }],
  [SpanKind.CLIENT, {}],
  [SpanKind.INTERNAL, {}],
] as const) {
  test(`a ${SpanKind[kind]} with the id of its parent ${'shared' in expected ? 'shares that span' : 'has no parent'}`, () => {
    const { parentId, shared } = toZipkinSpan(span({ kind, parentSpanContext: spanContext() }));
    assert.deepEqual({ parentId, shared }, { parentId: undefined, shared: undefined, ...expected });
  });
}

test('ids are in lower case, as Zipkin wants them', () => {
  const inCapitals = (id: string) => ({
    traceId: traceId.toUpperCase(),
    spanId: id.toUpperCase(),
    traceFlags: 1,
  });
  const parentSpanContext = inCapitals('00f067aa0ba902b7');
  const child = { spanContext: () => inCapitals('b7ad6b7169203331'), parentSpanContext };
  const made = toZipkinSpan(span(child));
  assert.deepEqual([made.traceId, made.id, made.parentId], [traceId, 'b7ad6b7169203331', '00f067aa0ba902b7']);
  const joined = { kind: SpanKind.SERVER, parentSpanContext: inCapitals('b7ad6b7169203331') };
  assert.equal(toZipkinSpan(span(joined)).shared, true);
});

test('an event without a time has that of its span', () => {
  const events = [{ name: 'start', time: [Number.NaN, 0] as [number, number] }];
  const { timestamp, annotations } = toZipkinSpan(span({ events }));
  assert.deepEqual(annotations, [{ timestamp, value: 'start' }]);
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

test('an attribute named error does not make a span look failed, whoever has it', () => {
  const attributes = { error: 'false', 'otel.status_code': 'ERROR' };
  const resource = resourceFromAttributes({ 'host.name': 'h1', error: 'no' });
  const instrumentationScope = { ...span().instrumentationScope, attributes: { error: true } };
  assert.deepEqual(toZipkinSpan(span({ attributes, resource, instrumentationScope })).tags, tags);
});

test('seconds with a fraction are whole microseconds', () => {
  const half: [number, number] = [1_700_000_000.123_456_7, 0];
  const events = [{ name: 'start', time: half }];
  const made = toZipkinSpan(span({ startTime: half, duration: [0.000_001_7, 0], events }));
  assert.deepEqual([made.timestamp, made.duration], [1_700_000_000_123_457, 2]);
  assert.equal(made.annotations![0]!.timestamp, 1_700_000_000_123_457);
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
    { name: 'retry', time, attributes: { after: 1 }, droppedAttributesCount: 2 },
    { name: 'log', time, attributes: { message: 'cut' }, droppedAttributesCount: 2 },
  ];
  const timestamp = 1_700_000_000_124_000;
  assert.deepEqual(toZipkinSpan(span({ events })).annotations, [
    { timestamp, value: 'start' },
    { timestamp, value: '"cache.miss":{"key":"a \\"b\\"","tries":2}' },
    { timestamp, value: 'paid "now" {"log.severity":"INFO"}' },
    { timestamp, value: 'alone' },
    { timestamp, value: '"log":{"reason":"no message"}' },
    { timestamp, value: 'log' },
    { timestamp, value: '"retry":{"after":1,"otel.dropped_attributes_count":2}' },
    { timestamp, value: 'cut {"otel.dropped_attributes_count":2}' },
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
  ['an IPv6 address', SpanKind.CLIENT, { 'network.peer.address': '::1' }, { ipv6: '::1' }],
  [
    'an IPv4 address in the form of an IPv6 one',
    SpanKind.CLIENT,
    { 'network.peer.address': '::ffff:10.0.0.1' },
    { ipv4: '10.0.0.1' },
  ],
  [
    'an address in place of a name, which without one would be no dependency',
    SpanKind.CLIENT,
    { 'server.address': '10.0.0.1', 'server.port': 6379 },
    { serviceName: '10.0.0.1', ipv4: '10.0.0.1', port: 6379 },
  ],
  [
    'a socket file',
    SpanKind.CLIENT,
    { 'network.peer.address': '/run/db.sock' },
    { serviceName: '/run/db.sock' },
  ],
  [
    'a port that is none',
    SpanKind.CLIENT,
    { 'server.address': 'db', 'server.port': 0 },
    { serviceName: 'db' },
  ],
  ['numbers only', SpanKind.CLIENT, { 'server.address': 7 }, undefined],
  ['nothing', SpanKind.CLIENT, { 'server.address': '' }, undefined],
  ['a server', SpanKind.SERVER, { 'server.address': 'me' }, undefined],
] as [string, SpanKind, Attributes, object | undefined][]) {
  test(`the remote endpoint of a span with ${what}`, () => {
    assert.deepEqual(toZipkinSpan(span({ kind, attributes })).remoteEndpoint, expected);
  });
}

const RANKING = [
  'peer.service',
  'service.peer.name',
  'server.address',
  'net.peer.name',
  'network.peer.address',
  'server.socket.domain',
  'server.socket.address',
  'net.sock.peer.name',
  'net.sock.peer.addr',
  'peer.hostname',
  'peer.address',
  'db.name',
];

for (const [rank, name] of RANKING.entries()) {
  test(`rank ${rank + 1} of the remote endpoint is ${name}`, () => {
    const attributes = Object.fromEntries(RANKING.slice(rank).map((each) => [each, `by ${each}`]));
    assert.deepEqual(toZipkinSpan(span({ kind: SpanKind.CLIENT, attributes })).remoteEndpoint, {
      serviceName: `by ${name}`,
    });
  });
}

test('no value of an attribute costs the span', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const attributes = {
    circle,
    grim: { toJSON: () => assert.fail('no') },
    bytes: Uint8Array.of(1, 2, 255),
    big: 2n ** 70n,
    nan: Number.NaN,
    list: [Number.POSITIVE_INFINITY, 1n, null, Uint8Array.of(1), Buffer.from([2])],
    nothing: null,
    '': 'an empty name',
    absent: undefined,
    call: () => 1,
  } as unknown as Attributes;
  const { 'host.name': _host, ...given } = toZipkinSpan(span({ attributes })).tags;
  assert.deepEqual(given, {
    'otel.scope.name': '@waymark/http',
    'otel.scope.version': '1.0.0',
    circle: '',
    grim: '',
    bytes: 'AQL/',
    big: '1180591620717411303424',
    nan: 'NaN',
    list: '["Infinity","1",null,"AQ==","Ag=="]',
    call: '() => 1',
  });
});

test('links and trace state go where the Collector looks for them', () => {
  const traceState = createTraceState('a=1,b=2');
  const links = [
    { context: { ...spanContext('00f067aa0ba902b7'), traceState }, attributes: { why: 'batch' } },
    { context: spanContext(), droppedAttributesCount: 2 },
  ];
  const { tags: given } = toZipkinSpan(
    span({ links, spanContext: () => ({ ...spanContext(), traceState }) }),
  );
  assert.deepEqual(given, {
    ...tags,
    'w3c.tracestate': 'a=1,b=2',
    'otlp.link.0': `${traceId}|00f067aa0ba902b7|a=1,b=2|{"why":"batch"}|0`,
    'otlp.link.1': `${traceId}|b7ad6b7169203331||{}|2`,
  });
});

test('a scope has its attributes', () => {
  const instrumentationScope = { name: '', attributes: { 'scope.short': 'x' } };
  const resource = resourceFromAttributes({});
  assert.deepEqual(toZipkinSpan(span({ instrumentationScope, resource })).tags, { 'scope.short': 'x' });
});

test('a service without a name has the one that the SDK gives it', () => {
  const { localEndpoint } = toZipkinSpan(span({ resource: resourceFromAttributes({}) }));
  assert.deepEqual(localEndpoint, { serviceName: 'unknown_service:node' });
});

test('a resource that still waits gives what it has', () => {
  const resource = resourceFromAttributes({
    'service.name': 'shop',
    'host.id': new Promise(() => {}) as never,
  });
  assert.equal(resource.asyncAttributesPending, true);
  const { localEndpoint, tags: given } = toZipkinSpan(span({ resource }));
  assert.deepEqual(localEndpoint, { serviceName: 'shop' });
  assert.equal('host.id' in given, false);
});

test('what is longer than stores take is cut, between characters', () => {
  const long = 'x'.repeat(16_382);
  const events = [{ name: 'log', time: [1, 0] as [number, number], attributes: { message: `${long}yyy` } }];
  const attributes = {
    short: `${long}yy`,
    long: `${long}yyy`,
    smile: `${long}\u{1f600}y`,
    ['k'.repeat(300)]: 1,
  };
  const made = toZipkinSpan(span({ name: 'n'.repeat(256), attributes, events }));
  assert.equal(made.name, `${'n'.repeat(254)}…`);
  assert.equal(made.tags['short'], `${long}yy`);
  assert.equal(made.tags['long'], `${long}y…`);
  assert.equal(made.tags['smile'], `${long}…`);
  assert.equal(made.tags[`${'k'.repeat(254)}…`], '1');
  assert.equal(made.annotations![0]!.value, `${long}y…`);
});

test('a span that took no time has a duration', () => {
  assert.equal(toZipkinSpan(span({ duration: [0, 10] })).duration, 1);
});
