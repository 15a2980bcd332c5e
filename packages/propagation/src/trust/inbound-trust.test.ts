import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  context as contextApi,
  createContextKey,
  defaultTextMapGetter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { propagatorFor } from '../propagator-for.ts';
import { inboundRequestId } from '../request-id/request-id.ts';
import { ClaimLinks } from './claim-links.ts';
import { claimedParent } from './claimed-parent.ts';
import { InboundGuard } from './inbound-guard.ts';
import { InboundPolicy, type InboundRequest } from './inbound-trust.ts';
import { sign } from './signature.ts';

const KEYS = ['the key of the edge, 2026', 'the key of the edge, 2025'];
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;
const headers = { traceparent, tracestate: 'a=1', baggage: 'k=v', 'x-request-id': 'edge-42' };
const request: InboundRequest = { peerAddress: '203.0.113.9', method: 'GET', path: '/orders/42', headers };
const parts = { method: 'GET', path: '/orders/42', traceparent, requestId: 'edge-42' };

const signedBy = (key: string, change: Partial<InboundRequest['headers']> = {}) => ({
  ...request,
  headers: { ...headers, 'x-waymark-signature': sign(parts, key), ...change },
});

test('nobody is trusted with never, and those of a list by their address or path', () => {
  const never = new InboundPolicy({ callers: 'never' });
  assert.ok(!never.trusts({ ...request, peerAddress: '127.0.0.1' }));
  const list = new InboundPolicy({ callers: ['10.0.0.0/8', '/internal/*'] });
  assert.ok(!list.trusts(request));
  assert.ok(list.trusts({ ...request, peerAddress: '::ffff:10.1.2.3' }));
  assert.ok(list.trusts({ ...request, path: '/internal/x' }));
  assert.ok(!list.trusts({ ...request, path: '/internal/../x' }));
});

test('no header says whose request it is', () => {
  const list = new InboundPolicy({ callers: ['10.0.0.0/8'] });
  const forged = {
    'x-forwarded-for': '10.0.0.1',
    forwarded: 'for=10.0.0.1',
    'x-real-ip': '10.0.0.1',
    'x-client-ip': '10.0.0.1',
    'cf-connecting-ip': '10.0.0.1',
  };
  assert.ok(!list.trusts({ ...request, headers: { ...headers, ...forged } }));
});

test('a signature by one of the keys makes a request trusted, whoever sent it', () => {
  for (const callers of ['never', ['10.0.0.0/8'], () => false] as const) {
    const policy = new InboundPolicy({ callers, keys: KEYS });
    for (const key of KEYS) assert.ok(policy.trusts(signedBy(key)));
    assert.ok(!policy.trusts(signedBy('the key of somebody else')));
    assert.ok(!policy.trusts(request));
    assert.ok(!policy.trusts(signedBy(KEYS[0]!, { 'x-request-id': 'edge-43' })));
    assert.ok(!policy.trusts({ ...signedBy(KEYS[0]!), path: '/orders/43' }));
    const twice = [sign(parts, KEYS[0]!)!, sign(parts, KEYS[0]!)!];
    assert.ok(!policy.trusts(signedBy(KEYS[0]!, { 'x-waymark-signature': twice })));
  }
  assert.ok(!new InboundPolicy({ callers: 'never' }).trusts(signedBy(KEYS[0]!)));
});

test('a function is asked, only its true counts, and what it throws is told once', () => {
  const seen: InboundRequest[] = [];
  const asked = new InboundPolicy({ callers: (of) => seen.push(of) > 1 });
  assert.deepEqual([asked.trusts(request), asked.trusts(request)], [false, true]);
  assert.deepEqual(seen[0], request);
  const errors: unknown[] = [];
  const throws = () => {
    throw new Error('no such map');
  };
  const failing = new InboundPolicy({ callers: throws, onError: (error) => errors.push(String(error)) });
  assert.deepEqual([failing.trusts(request), failing.trusts(request)], [false, false]);
  assert.deepEqual(errors, ['Error: no such map']);
});

test('a function that gives a promise trusts nobody, and what becomes of the promise hurts nobody', async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(String(error));
  const keeps = async () => true;
  const breaks = async () => {
    throw new Error('no such map');
  };
  for (const callers of [keeps, breaks]) {
    const policy = new InboundPolicy({ callers: callers as unknown as () => boolean, onError });
    assert.deepEqual([policy.trusts(request), policy.trusts(request)], [false, false]);
  }
  // Where Node, and this test, would notice one that nobody took.
  await new Promise(setImmediate);
  assert.deepEqual(errors, Array(2).fill('TypeError: the function must answer at once, and gave a promise'));
});

test('a carrier is as good as the request that it is of, a message as its broker', () => {
  const list = new InboundPolicy({ callers: ['10.0.0.0/8'] });
  const never = new InboundPolicy({ callers: 'never' });
  const trusted = { ...request, peerAddress: '10.0.0.1', headers: { host: 'a' } };
  const foreign = { ...request, headers: { host: 'a' } };
  list.trusts(trusted);
  list.trusts(foreign);
  const metadata = { toHttp2Headers() {}, get: () => [] };
  /** As undici has them under another name. */
  const alike = (of: Record<string, string>) => {
    const headers = new Headers(of);
    return { get: (name: string) => headers.get(name) };
  };
  const whole = (of: object) => ({ method: 'GET', headers: of });
  const table: [string, boolean, boolean][] = [
    ['the headers of a trusted request', list.trustsCarrier(trusted.headers, undefined), true],
    ['those of another', list.trustsCarrier(foreign.headers, undefined), false],
    ['those of one that nobody has judged', list.trustsCarrier({ host: 'a' }, undefined), false],
    ['the same in capitals, of an event on AWS Lambda', list.trustsCarrier({ Host: 'a' }, undefined), false],
    ['the same in HTTP/2', list.trustsCarrier({ ':authority': 'a' }, undefined), false],
    ['the same in Headers', list.trustsCarrier(new Headers({ host: 'a' }), undefined), false],
    ['the same without a host, of HTTP/2', list.trustsCarrier(new Headers(), undefined), false],
    ['the same in what is like Headers', list.trustsCarrier(alike({ host: 'a' }), undefined), false],
    ['a message in what is like Headers', list.trustsCarrier(alike({}), undefined), true],
    ['an HTTP/2 request without authority', list.trustsCarrier({ ':method': 'GET' }, undefined), false],
    ['an upgrade of HTTP/1.0, which has no host', list.trustsCarrier({ upgrade: 'x' }, undefined), false],
    ['a trusted request by itself', list.trustsCarrier(whole(trusted.headers), undefined), true],
    ['another by itself', list.trustsCarrier(whole(foreign.headers), undefined), false],
    ['one by itself, of HTTP/1.0, that nobody has judged', list.trustsCarrier(whole({}), undefined), false],
    ['the same without a method', list.trustsCarrier({ headers: trusted.headers }, undefined), true],
    ['another without one', list.trustsCarrier({ headers: { Host: 'a' } }, undefined), false],
    ['a message by itself', list.trustsCarrier({ headers: { traceparent } }, undefined), true],
    ['a message', list.trustsCarrier({ traceparent: Buffer.from(traceparent) }, undefined), true],
    ['a message without headers', list.trustsCarrier(undefined, undefined), true],
    ['a message in a Map', list.trustsCarrier(new Map(), undefined), true],
    ['a call of gRPC by a trusted peer', list.trustsCarrier(metadata, true), true],
    ['a call of gRPC by another', list.trustsCarrier(metadata, false), false],
    ['a call of gRPC that came unseen', list.trustsCarrier(metadata, undefined), false],
    ['a message, where a trusted call of gRPC is active', list.trustsCarrier({ host: 'a' }, true), false],
    ['a message, where nobody is trusted', never.trustsCarrier({}, undefined), false],
    ['a message without headers, likewise', never.trustsCarrier(undefined, undefined), false],
  ];
  for (const [condition, isTrusted, expected] of table) assert.equal(isTrusted, expected, condition);
});

const propagator = propagatorFor(['tracecontext', 'baggage', 'requestid']);
const untrusting = new InboundGuard(propagator, () => false);

test('of an untrusted carrier the ids of the parent are left, apart, and nothing else', () => {
  const key = createContextKey('kept');
  const before = ROOT_CONTEXT.setValue(key, 'kept');
  const context = untrusting.extract(before, headers, defaultTextMapGetter);
  assert.equal(trace.getSpanContext(context), undefined);
  assert.equal(propagation.getBaggage(context), undefined);
  assert.equal(inboundRequestId(context), undefined);
  assert.equal(context.getValue(key), 'kept');
  assert.deepEqual(claimedParent(context), { traceId, spanId, traceFlags: 1, isRemote: true });
  for (const none of [{}, { traceparent: 'nonsense' }, undefined])
    assert.equal(untrusting.extract(before, none, defaultTextMapGetter), before);
});

test('where a span is active already, an untrusted carrier does not replace it', () => {
  const active = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  const context = trace.setSpanContext(ROOT_CONTEXT, active);
  assert.equal(trace.getSpanContext(untrusting.extract(context, headers, defaultTextMapGetter)), active);
  assert.equal(untrusting.extract(context, {}, defaultTextMapGetter), context);
});

test('what the request claims that is served is claimed again by what its headers are copied to', () => {
  const trusting = new InboundGuard(propagator, () => true);
  const copy = { traceparent, baggage: 'k=v' };
  const served = untrusting.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  contextApi.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  try {
    const of = (carrier: object) => trusting.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
    const copied = contextApi.with(served, () => of(copy));
    assert.equal(trace.getSpanContext(copied), undefined);
    assert.equal(propagation.getBaggage(copied), undefined);
    assert.equal(claimedParent(copied)?.spanId, spanId);
    for (const other of [traceparent.replace('b7', 'b8'), traceparent.replace('0af', '0ae')]) {
      const message = contextApi.with(served, () => of({ traceparent: other }));
      assert.equal(trace.getSpanContext(message)?.traceId, other.slice(3, 35));
    }
    assert.equal(trace.getSpanContext(of(copy))?.spanId, spanId);
  } finally {
    contextApi.disable();
  }
});

test('a trusted carrier is taken over as without a guard, and what goes out is as it was', () => {
  const trusting = new InboundGuard(propagator, () => true);
  const context = trusting.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  assert.equal(trace.getSpanContext(context)?.traceId, traceId);
  const carrier: Record<string, string> = {};
  untrusting.inject(context, carrier, { set: (to, key, value) => Object.assign(to, { [key]: value }) });
  assert.deepEqual(carrier, headers);
  assert.deepEqual(untrusting.fields(), propagator.fields());
});

test('with any SDK the first span of the new trace is linked, those below it are not', () => {
  const spans: ReadableSpan[] = [];
  const links: SpanProcessor = new ClaimLinks();
  const keeping: SpanProcessor = Object.assign(new ClaimLinks(), {
    onStart() {},
    onEnd: (span: ReadableSpan) => void spans.push(span),
  });
  const provider = new TracerProvider({ spanProcessors: [links, keeping] });
  const tracer = provider.getTracer('test');
  const context = untrusting.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  for (const kind of [SpanKind.SERVER, SpanKind.CONSUMER]) {
    const root = tracer.startSpan('root', { kind }, context);
    const inside = trace.setSpan(context, root);
    for (const below of [SpanKind.INTERNAL, SpanKind.SERVER])
      tracer.startSpan('below', { kind: below }, inside).end();
    root.end();
  }
  tracer.startSpan('other', { kind: SpanKind.CLIENT }, context).end();
  assert.deepEqual(
    spans.map((span) => [span.name, ...span.links.map((link) => link.context.spanId)]),
    [['below'], ['below'], ['root', spanId], ['below'], ['below'], ['root', spanId], ['other']],
  );
  for (const span of spans) assert.notEqual(span.spanContext().traceId, traceId);
});

test('a list of which nothing is valid trusts messages no more than never does', () => {
  const message = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  for (const callers of ['never', [], ['nevr'], ['10.0.0.0/33', 'gateway']] as const)
    assert.equal(new InboundPolicy({ callers }).trustsCarrier(message, undefined), false, String(callers));
  for (const callers of [['10.0.0.0/8', 'gateway'], () => false] as const)
    assert.equal(new InboundPolicy({ callers }).trustsCarrier(message, undefined), true);
});
