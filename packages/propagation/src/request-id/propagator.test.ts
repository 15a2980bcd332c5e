import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  diag,
  ROOT_CONTEXT,
  type Span,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { type RequestIdOptions, RequestIdPropagator } from './propagator.ts';
import { parseRequestId, REQUEST_ID_KEY, requestIdOf, withRequestId } from './request-id.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const traced = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: TRACE_ID,
  spanId: 'b'.repeat(16),
  traceFlags: 1,
});

function extracted(carrier: unknown, options?: RequestIdOptions, context: Context = ROOT_CONTEXT): Context {
  return new RequestIdPropagator(options).extract(context, carrier, defaultTextMapGetter);
}

function injected<C>(context: Context, carrier: C, options?: RequestIdOptions, setter?: TextMapSetter<C>): C {
  new RequestIdPropagator(options).inject(context, carrier, setter ?? defaultTextMapSetter);
  return carrier;
}

test('fields names the one header', () => {
  assert.deepEqual(new RequestIdPropagator({ aliases: ['x-correlation-id'] }).fields(), ['x-request-id']);
});

test('extract keeps a valid id, and inject passes it on', () => {
  const context = extracted({ 'x-request-id': 'from-the-edge' });
  const kept = { ...(context.getValue(REQUEST_ID_KEY) as object) };
  assert.deepEqual(kept, { value: 'from-the-edge', source: 'inbound' });
  assert.deepEqual(injected(context, {}), { 'x-request-id': 'from-the-edge' });
});

test('extract leaves the context as it is, and invents nothing, without a valid id', () => {
  const carriers = [
    {},
    { 'x-request-id': 'a b' },
    { 'x-request-id': ['a', 'b'] },
    { other: 'a' },
    null,
    undefined,
  ];
  for (const carrier of carriers) {
    assert.equal(extracted(carrier), ROOT_CONTEXT);
    assert.equal(extracted(carrier, {}, traced), traced);
  }
});

test('extract leaves trace context alone', () => {
  const context = extracted({ 'x-request-id': 'inbound' }, {}, traced);
  assert.equal(trace.getSpan(context), trace.getSpan(traced));
});

test('extract survives a carrier and a getter that throw', () => {
  const hostile = new Proxy({}, { get: () => assert.fail('from the app') });
  assert.equal(extracted(hostile), ROOT_CONTEXT);
  const getter = { keys: () => [], get: () => assert.fail('from the app') };
  assert.equal(new RequestIdPropagator().extract(ROOT_CONTEXT, {}, getter), ROOT_CONTEXT);
});

const AMAZON = '1-67891233-abcdef012345678912345678';

test('aliases are read in their order, after the header itself', () => {
  const carrier = {
    'x-correlation-id': 'correlation',
    'x-amzn-trace-id': `Root=${AMAZON}`,
    'cf-ray': '8f-SJC',
  };
  const { 'x-correlation-id': _, ...withoutFirst } = carrier;
  const aliases = ['CF-Ray', 'x-correlation-id'];
  const table: [string, object, RequestIdOptions, string | undefined][] = [
    ['by default the first of three', carrier, {}, 'correlation'],
    ['then the second', withoutFirst, {}, AMAZON],
    ['then the third', { 'cf-ray': '8f-SJC' }, {}, '8f-SJC'],
    ['other headers are not read', { 'x-trace-id': 'other' }, {}, undefined],
    ['none', carrier, { aliases: [] }, undefined],
    ['others, in another order and spelling', carrier, { aliases }, '8f-SJC'],
    ['the header itself first', { ...carrier, 'x-request-id': 'request' }, {}, 'request'],
    ['an invalid header before a valid alias', { ...carrier, 'x-request-id': 'a b' }, {}, 'correlation'],
    ['an invalid alias before a valid one', { ...carrier, 'x-correlation-id': '"' }, {}, AMAZON],
    ['an alias that came twice', { 'x-correlation-id': ['a', 'b'], 'cf-ray': 'c' }, {}, 'c'],
    ['an alias that is too long', { 'x-correlation-id': 'a'.repeat(129) }, {}, undefined],
  ];
  for (const [condition, headers, options, expected] of table)
    assert.equal(requestIdOf(extracted(headers, options)), expected, condition);
});

test('an id of an alias goes on as X-Request-ID, and under no other name', () => {
  assert.deepEqual(injected(extracted({ 'cf-ray': '8f-SJC' }), {}), { 'x-request-id': '8f-SJC' });
});

test('of X-Amzn-Trace-Id the id is its Root', () => {
  const table: [string, unknown, string | undefined][] = [
    ['alone', `Root=${AMAZON}`, AMAZON],
    [
      'behind the balancer',
      `Self=1-67891234-12456789abcdef012345678;Root=${AMAZON};Parent=53995c3f42cd8ad8;Sampled=1`,
      AMAZON,
    ],
    ['with spaces', ` Self=1 ; root = ${AMAZON} ; Lineage=a:0`, AMAZON],
    ['as a list of one', [`Root=${AMAZON}`], AMAZON],
    ['of an application', 'Root=app-7', 'app-7'],
    ['no field', AMAZON, undefined],
    ['another field', `Parent=${AMAZON}`, undefined],
    ['a field that begins so', `Rooted=${AMAZON}`, undefined],
    ['no value', 'Root', undefined],
    ['a name and one letter', 'rootx', undefined],
    ['an empty value', 'Root=;Parent=1', undefined],
    ['a value that is no id', 'Root=a b', undefined],
    ['joined duplicates', 'Root=a, Root=b', undefined],
    ['two headers', ['Root=a', 'Root=b'], undefined],
    ['a number', 7, undefined],
    ['1 KB in front of it', `${'a'.repeat(1024)};Root=a`, undefined],
  ];
  for (const [condition, header, expected] of table)
    assert.equal(requestIdOf(extracted({ 'x-amzn-trace-id': header })), expected, condition);
});

test('the greatest length can be set', () => {
  const carrier = { 'x-request-id': 'a'.repeat(20) };
  assert.equal(requestIdOf(extracted(carrier, { maxLength: 10 })), undefined);
  assert.equal(requestIdOf(extracted({ 'x-request-id': 'a'.repeat(300) }, { maxLength: 1000 })), undefined);
});

test('ids are taken from whom trust says', () => {
  const carrier = { 'x-request-id': 'inbound', 'x-from': 'edge' };
  const fromEdge = (headers: unknown) => (headers as typeof carrier)['x-from'] === 'edge';
  const table: [string, RequestIdOptions['trust'], string | undefined][] = [
    ['always', 'always', 'inbound'],
    ['never', 'never', undefined],
    ['a function that agrees', fromEdge, 'inbound'],
    ['a function that does not', () => false, undefined],
    ['a function that throws', () => assert.fail('from the app'), undefined],
    ['a function that is async', (async () => true) as unknown as () => boolean, undefined],
  ];
  for (const [condition, trust, expected] of table)
    assert.equal(requestIdOf(extracted(carrier, { trust })), expected, condition);
});

test('a function that gives a promise is no, which is told once, and what becomes of it hurts nobody', async () => {
  const warnings: string[] = [];
  const ignore = () => {};
  const warn = (message: string, error: unknown) => warnings.push(`${message}: ${error}`);
  diag.setLogger({ warn, error: ignore, info: ignore, debug: ignore, verbose: ignore });
  try {
    const breaks = (async () => assert.fail('from the app')) as unknown as () => boolean;
    const propagator = new RequestIdPropagator({ trust: breaks, tell: breaks });
    for (let i = 0; i < 2; i++) {
      const context = propagator.extract(traced, { 'x-request-id': 'inbound' }, defaultTextMapGetter);
      assert.equal(context, traced);
      const carrier = {};
      propagator.inject(traced, carrier, defaultTextMapSetter);
      assert.deepEqual(carrier, {});
    }
    // Where Node, and this test, would notice a rejection that nobody took.
    await new Promise(setImmediate);
  } finally {
    diag.disable();
  }
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /counts as no: TypeError: the function must answer at once/);
});

test('inject derives the id from the trace when none came in', () => {
  assert.deepEqual(injected(traced, {}), { 'x-request-id': TRACE_ID });
});

test('inject writes nothing without a request and a trace, nor while tracing is suppressed', () => {
  assert.deepEqual(injected(ROOT_CONTEXT, {}), {});
  assert.deepEqual(injected(suppressTracing(traced), {}), {});
  assert.deepEqual(injected(suppressTracing(withRequestId(traced, 'inbound')), {}), {});
});

test("inject neither overrides nor doubles the caller's own header, whatever the carrier and the spelling", () => {
  const carriers: [string, object][] = [
    ['lower case', { 'x-request-id': 'own' }],
    ['as people write it', { 'X-Request-ID': 'own' }],
    ['upper case', { 'X-REQUEST-ID': 'own' }],
    ['title case', { 'X-Request-Id': 'own' }],
    ['an empty value', { 'X-Request-ID': '' }],
    ['an inherited header', Object.create({ 'X-Request-Id': 'own' })],
    ['a flat list', ['accept', 'x', 'X-Request-ID', 'own']],
    ['a list of pairs', [['X-Request-ID', 'own']]],
    ['Headers', new Headers({ 'X-Request-ID': 'own' })],
    ['a Map', new Map([['X-Request-ID', 'own']])],
    ['a request', { hasHeader: (name: string) => name === 'x-request-id' }],
    ['gRPC metadata', { get: (name: string) => (name === 'x-request-id' ? ['own'] : []) }],
    ['a carrier that cannot be read', new Proxy({}, { ownKeys: () => assert.fail('from the app') })],
  ];
  for (const [condition, carrier] of carriers) {
    const setter = { set: () => assert.fail(`was set: ${condition}`) };
    injected(withRequestId(traced, 'other'), carrier, {}, setter);
  }
});

test('inject writes into carriers of every kind that lack the header', () => {
  const carriers: [string, object][] = [
    ['an object', { accept: 'x', 'x-request-ids': 'y' }],
    ['a flat list, where the name is only a value', ['x-other', 'x-request-id']],
    ['a list of pairs', [['accept', 'x-request-id']]],
    ['an empty list', []],
    ['Headers', new Headers({ accept: 'x' })],
    ['a Map', new Map([['accept', 'x']])],
    ['a request', { hasHeader: () => false }],
    ['gRPC metadata', { get: () => [] }],
  ];
  for (const [condition, carrier] of carriers) {
    const set: unknown[] = [];
    injected(traced, carrier, {}, { set: (to, key, value) => set.push([to === carrier, key, value]) });
    assert.deepEqual(set, [[true, 'x-request-id', TRACE_ID]], condition);
  }
});

test('ids go to whom tell says, by the address that the active span records', () => {
  const spanTo = (attributes: object | undefined): Context => {
    const spanContext = () => trace.getSpanContext(traced)!;
    return trace.setSpan(ROOT_CONTEXT, { attributes, spanContext } as unknown as Span);
  };
  const tell = (address: string | undefined) => address === 'orders.internal';
  assert.deepEqual(injected(spanTo({ 'server.address': 'orders.internal' }), {}, { tell }), {
    'x-request-id': TRACE_ID,
  });
  assert.deepEqual(injected(spanTo({ 'server.address': 'elsewhere.example' }), {}, { tell }), {});
  assert.deepEqual(injected(spanTo(undefined), {}, { tell }), {});
  const known = {};
  const propagator = new RequestIdPropagator({ tell });
  propagator.injectKnown(traced, trace.getSpanContext(traced)!, known, defaultTextMapSetter);
  assert.deepEqual(known, {}, 'by the short way');
  assert.deepEqual(injected(traced, {}, { tell: () => assert.fail('from the app') }), {});
});

test("the service's name goes along only where tell limits whom it reaches", () => {
  const options = { serviceName: 'shop', tell: () => true };
  const both = { 'x-request-id': TRACE_ID, 'x-service-name': 'shop' };
  assert.deepEqual(injected(traced, {}, options), both);
  assert.deepEqual(injected(traced, {}, { serviceName: 'shop' }), { 'x-request-id': TRACE_ID });
  assert.deepEqual(injected(traced, {}, { ...options, tell: () => false }), {});
  assert.deepEqual(injected(traced, {}, { ...options, serviceName: 'a\r\nb' }), { 'x-request-id': TRACE_ID });
  assert.deepEqual(injected(traced, { 'X-Service-Name': 'own' }, options), {
    'X-Service-Name': 'own',
    'x-request-id': TRACE_ID,
  });
  assert.deepEqual(new RequestIdPropagator(options).fields(), ['x-request-id']);
});

test('whatever comes in, extract never throws and what goes out is a valid header', () => {
  const alphabet = [
    'a',
    'Z',
    '0',
    '-',
    '_',
    '=',
    '#',
    ' ',
    ',',
    '\r',
    '\n',
    '\0',
    '%',
    '$',
    '"',
    '\u00e9',
    '\ud83d',
  ];
  let state = 20261123;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const text = () =>
    Array.from({ length: below(140) }, () => alphabet[below(below(2) ? 7 : alphabet.length)]).join('');
  const values = [
    text,
    () => [text()],
    () => [text(), text()],
    () => below(1e6),
    () => null,
    () => ({ a: text() }),
  ];
  let kept = 0;
  for (let i = 0; i < 20_000; i++) {
    const value = () => values[below(values.length)]!();
    const carrier = {
      'x-request-id': value(),
      'x-correlation-id': value(),
      'x-amzn-trace-id': `Root=${text()}`,
    };
    const context = extracted(carrier, {}, below(2) ? traced : ROOT_CONTEXT);
    const sent = injected(context, {} as Record<string, string>)['x-request-id'];
    if (sent === undefined) continue;
    kept++;
    assert.equal(parseRequestId(sent), sent);
    assert.doesNotThrow(() => new Headers({ 'x-request-id': sent }));
  }
  assert.ok(kept > 1000 && kept < 20_000, `${kept} ids were kept`);
});
