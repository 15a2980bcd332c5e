import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import { type Context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { propagatorFor } from '../propagator-for.ts';
import { InjectGuard, type KnownRequest } from './inject-guard.ts';
import { MARK, marked } from './metadata-mark.ts';
import { Outbound } from './outbound.ts';

const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const traced = trace.setSpanContext(ROOT_CONTEXT, spanContext);
const propagator = propagatorFor(['tracecontext', 'requestid']);
const ALL = ['traceparent', 'x-request-id'];

/** A context with a span that records, as instrumentations make it. */
function spanning(kind: SpanKind, attributes: Record<string, unknown>): Context {
  return trace.setSpan(ROOT_CONTEXT, Object.assign(trace.wrapSpanContext(spanContext), { kind, attributes }));
}

function injected(to: string[] | undefined, context: Context, known?: KnownRequest): string[] {
  const carrier = {};
  new InjectGuard(propagator, new Outbound({ to }), known).inject(context, carrier);
  return Object.keys(carrier);
}

test('what nobody can decide is told with messages alone', () => {
  for (const context of [traced, spanning(SpanKind.SERVER, { 'server.address': 'a.internal' })]) {
    assert.deepEqual(injected(undefined, context), ALL);
    assert.deepEqual(injected(['*.internal'], context), []);
    assert.deepEqual(injected([], context), []);
    assert.deepEqual(injected(['messages'], context), ALL);
    assert.deepEqual(injected(['*'], context), ALL);
  }
});

const servers: [
  condition: string,
  to: string,
  kind: SpanKind,
  attributes: Record<string, unknown>,
  told: boolean,
][] = [
  ['a server that is told', '*.internal', SpanKind.CLIENT, { 'server.address': 'a.internal' }, true],
  ['a server that is not', '*.internal', SpanKind.CLIENT, { 'server.address': 'a.example' }, false],
  [
    'one that is not, whatever messages are',
    'messages',
    SpanKind.CLIENT,
    { 'server.address': 'a.example' },
    false,
  ],
  ['a server by its port', 'a:81', SpanKind.CLIENT, { 'server.address': 'a', 'server.port': 81 }, true],
  ['a server by another port', 'a:81', SpanKind.CLIENT, { 'server.address': 'a', 'server.port': 82 }, false],
  ['a server by its old name', 'a', SpanKind.CLIENT, { 'net.peer.name': 'a' }, true],
  ['a broker, by its host', 'mq.internal', SpanKind.PRODUCER, { 'server.address': 'mq.internal' }, false],
  ['a broker by the word', 'messages', SpanKind.PRODUCER, { 'server.address': 'mq.internal' }, true],
  [
    'a broker whose clients are no producers',
    'messages',
    SpanKind.CLIENT,
    { 'server.address': 'mq.internal', 'messaging.system': 'aws_sqs' },
    true,
  ],
];

for (const [condition, to, kind, attributes, told] of servers) {
  test(`the span of a client names its server: ${condition}`, () => {
    assert.deepEqual(injected([to], spanning(kind, attributes)), told ? ALL : []);
  });
}

test('a request whose client said before where it goes is decided by that', () => {
  let told = 0;
  const known =
    (isTold: boolean): KnownRequest =>
    () => ({ isTold, told: () => told++ });
  assert.deepEqual(injected(['messages'], traced, known(false)), []);
  assert.equal(told, 0);
  assert.deepEqual(injected([], traced, known(true)), ALL);
  assert.equal(told, 1);
});

test('what throws while it is decided tells nobody, and does not reach the one who injects', () => {
  assert.deepEqual(
    injected(['*'], traced, () => assert.fail('from within')),
    [],
  );
});

test("gRPC's metadata gets nothing where nobody looks into its requests", () => {
  const metadata = new Metadata();
  const outbound = new Outbound({ to: ['*'] });
  new InjectGuard(propagator, outbound).inject(traced, metadata, setter);
  assert.deepEqual(metadata.toHttp2Headers(), {});
  new InjectGuard(propagator, new Outbound({ key: 'k' })).inject(traced, metadata, setter);
  assert.deepEqual(Object.keys(metadata.getMap()), ALL);
});

test("gRPC's metadata is marked with what is ours, and only that", () => {
  const metadata = new Metadata();
  metadata.set('x-request-id', 'own');
  const outbound = watchedOutbound();
  new InjectGuard(propagator, outbound).inject(traced, metadata, setter);
  assert.deepEqual(marked(metadata.get(MARK), outbound.secret), ['traceparent']);
  assert.deepEqual(metadata.get('x-request-id'), ['own']);
});

test('metadata that is used for another call loses what the first one had', () => {
  const metadata = new Metadata();
  const outbound = watchedOutbound();
  const guard = new InjectGuard(propagator, outbound);
  guard.inject(traced, metadata, setter);
  guard.inject(
    trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, traceId: 'c'.repeat(32) }),
    metadata,
    setter,
  );
  assert.deepEqual(metadata.get('x-request-id'), ['c'.repeat(32)]);
  assert.deepEqual(marked(metadata.get(MARK), outbound.secret), ALL);
  guard.inject(ROOT_CONTEXT, metadata, setter);
  assert.deepEqual(metadata.getMap(), {});
});

test('a mark that a caller sent has nothing taken out, alone or beside ours', () => {
  const metadata = new Metadata();
  metadata.set('tenant', 'seven');
  metadata.set(MARK, 'tenant');
  const outbound = watchedOutbound();
  new InjectGuard(propagator, outbound).inject(traced, metadata, setter);
  assert.deepEqual(metadata.get('tenant'), ['seven']);
  assert.deepEqual(marked(['tenant', ...metadata.get(MARK), 'tenant'], outbound.secret), ALL);
  for (const value of ['tenant', ',tenant', '', undefined, watchedOutbound().secret])
    assert.deepEqual(marked(value, outbound.secret), []);
});

test('extracting, and the names of fields, are as without it', () => {
  const guard = new InjectGuard(propagator, new Outbound({ to: [] }));
  assert.deepEqual(guard.fields(), propagator.fields());
  const carrier = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  const getter = { keys: Object.keys, get: (of: typeof carrier, name: string) => of[name as 'traceparent'] };
  assert.equal(trace.getSpanContext(guard.extract(ROOT_CONTEXT, carrier, getter))?.traceId, 'a'.repeat(32));
});

/** As upstream's instrumentation sets. */
const setter = { set: (metadata: Metadata, name: string, value: string) => metadata.set(name, value) };

function watchedOutbound(): Outbound {
  const outbound = new Outbound({ to: ['*.internal'] });
  outbound.filtersStreams = true;
  return outbound;
}
