import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TraceState,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { TraceContextPropagator } from './propagator.ts';

const propagator = new TraceContextPropagator();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

function extracted(carrier: unknown, context: Context = ROOT_CONTEXT): Context {
  return propagator.extract(context, carrier, defaultTextMapGetter);
}

function injected(context: Context): object {
  const carrier = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

function members(count: number, prefix = 'v'): string {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}=${i}`).join(',');
}

test('extract makes a remote parent, which inject passes on unchanged', () => {
  const carrier = { traceparent, tracestate: 'vendor=value,other=1' };
  const context = extracted(carrier);
  const { traceState, ...parent } = trace.getSpanContext(context)!;
  assert.deepEqual(parent, { traceId, spanId, traceFlags: 1, isRemote: true });
  assert.equal(traceState?.get('vendor'), 'value');
  assert.deepEqual(injected(context), carrier);
});

test('extract leaves the context as it is without exactly one valid traceparent', () => {
  const carriers = [
    {},
    { traceparent: 'nonsense' },
    { traceparent: [traceparent, traceparent] },
    { traceparent: 7 },
  ];
  for (const carrier of [...carriers, { tracestate: 'vendor=value' }, null]) {
    assert.equal(extracted(carrier), ROOT_CONTEXT);
  }
  assert.equal(trace.getSpanContext(extracted({ traceparent: [traceparent] }))?.traceId, traceId);
});

test('a tracestate comes with the parent, from several headers too, or not at all', () => {
  const table: [string, unknown, string | undefined][] = [
    ['one header', 'vendor=value', 'vendor=value'],
    ['several headers', ['a=1', '', 'b=2,c=3'], 'a=1,b=2,c=3'],
    ['an illegal member in one of them', ['a=1', 'B=2'], undefined],
    ['33 members in two headers', [members(20), members(13, 'w')], undefined],
    ['nothing', '', undefined],
    ['a list of something else', [7], undefined],
    ['a list of what has no text', [Object.create(null)], undefined],
    ['an object', {}, undefined],
  ];
  for (const [condition, tracestate, expected] of table) {
    const context = extracted({ traceparent, tracestate });
    assert.equal(trace.getSpanContext(context)?.traceId, traceId, condition);
    assert.equal(trace.getSpanContext(context)?.traceState?.serialize(), expected, condition);
  }
});

test('a tracestate whose parent goes on as it came goes on as it came too', () => {
  const long = Array.from({ length: 20 }, (_, i) => `k${i}=${'v'.repeat(60)}`).join(',');
  const tooLong = Array.from({ length: 32 }, (_, i) => `k${i}=${'v'.repeat(256)}`).join(',');
  const table: [string, unknown, string | undefined][] = [
    ['white space', 'a=1 ,\tb=2', 'a=1 ,\tb=2'],
    ['but not around all of it', ' \ta=1 ', 'a=1'],
    ['empty members', 'a=1,,b=2,', 'a=1,,b=2,'],
    ['one key twice', 'a=1,a=2', 'a=1,a=2'],
    ['several headers', ['a=1', '', 'b=2'], 'a=1,,b=2'],
    ['more than 512 characters', long, long],
    ['but not more than servers take', tooLong, `k0=${'v'.repeat(256)}`],
    ['a list that is not legal', 'a=1,B=2', undefined],
  ];
  for (const [condition, tracestate, passedOn] of table) {
    const context = extracted({ traceparent, tracestate });
    const expected = passedOn === undefined ? { traceparent } : { traceparent, tracestate: passedOn };
    assert.deepEqual(injected(context), expected, condition);
    const { traceState, ...parent } = trace.getSpanContext(context)!;
    const child = { ...parent, isRemote: false, ...(traceState && { traceState }) };
    const ofChild = injected(trace.setSpanContext(ROOT_CONTEXT, child)) as Record<string, string>;
    assert.equal(ofChild['tracestate'], traceState?.serialize(), condition);
    const changed = traceState?.set('new', '1');
    if (changed === undefined) continue;
    const ofChanged = trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceState: changed });
    assert.deepEqual(injected(ofChanged), { traceparent, tracestate: changed.serialize() }, condition);
  }
});

test('ids in capitals, which the API takes for valid, are sent as the specification has them', () => {
  const ids = { traceId: traceId.toUpperCase(), spanId: spanId.toUpperCase() };
  const context = trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags: 1 });
  assert.deepEqual(injected(context), { traceparent });
});

test('of a state that checks nothing, inject writes what is legal', () => {
  const table: [string, TraceState, string | undefined][] = [
    ['a legal member', createTraceState('a=1'), 'a=1'],
    ['a key in capitals', createTraceState('a=1').set('B', '2'), undefined],
    ['a header of its own', createTraceState().set('a', '1\r\nset-cookie: b=2'), undefined],
    ['nothing', createTraceState(''), undefined],
    ['a state that throws', Object.assign(createTraceState(), { serialize: () => assert.fail() }), undefined],
  ];
  for (const [condition, traceState, tracestate] of table) {
    const context = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, traceState });
    const expected = tracestate === undefined ? { traceparent } : { traceparent, tracestate };
    assert.deepEqual(injected(context), expected, condition);
  }
});

test('inject writes nothing without a valid span, nor while tracing is suppressed', () => {
  assert.deepEqual(injected(ROOT_CONTEXT), {});
  const invalid = { traceId: '0'.repeat(32), spanId, traceFlags: 1 };
  assert.deepEqual(injected(trace.setSpanContext(ROOT_CONTEXT, invalid)), {});
  assert.deepEqual(injected(suppressTracing(extracted({ traceparent }))), {});
});

test('inject passes on that a trace is not sampled, and leaves an empty tracestate out', () => {
  const spanContext = { traceId, spanId, traceFlags: 0, traceState: createTraceState('') };
  assert.deepEqual(injected(trace.setSpanContext(ROOT_CONTEXT, spanContext)), {
    traceparent: `00-${traceId}-${spanId}-00`,
  });
});

test('fields names both headers', () => assert.deepEqual(propagator.fields(), ['traceparent', 'tracestate']));
