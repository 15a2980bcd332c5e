import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
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

function stateOf(tracestate: unknown): string | undefined {
  return trace.getSpanContext(extracted({ traceparent, tracestate }))?.traceState?.serialize();
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

test('a tracestate is kept as far as it is valid and bounded', () => {
  const member = (i: number) => `v${i}=${i}`;
  const members = (count: number) => Array.from({ length: count }, (_, i) => member(i)).join(',');
  const long = (count: number) => Array.from({ length: count }, (_, i) => `v${i}=`.padEnd(14, 'x')).join(',');
  const table: [string, unknown, string | undefined][] = [
    ['one member', 'vendor=value', 'vendor=value'],
    ['several headers', ['a=1', 'b=2'], 'a=1,b=2'],
    ['spaces around members', 'a=1 ,  b=2', 'a=1,b=2'],
    ['a tenant', 'tenant@vendor=1', 'tenant@vendor=1'],
    ['an invalid member among valid ones', 'a=1,=,B=2,c=3', 'a=1,c=3'],
    ['32 members', members(32), members(32)],
    ['more than 32 members, the first 32', members(40), members(32)],
    ['nothing', '', undefined],
    ['nothing valid', 'no members at all', undefined],
    ['513 characters', `a=${'b'.repeat(256)},c=${'d'.repeat(252)}`, undefined],
    ['599 characters, though the first 32 members are short enough', long(40), undefined],
    ['the same in two headers', [long(20), long(20)], undefined],
    ['headers of 600 characters together', ['a='.padEnd(300, 'b'), 'c='.padEnd(300, 'd')], undefined],
    ['a list of something else', [7], undefined],
    ['a list of what has no text', [Object.create(null)], undefined],
    ['an object', {}, undefined],
  ];
  for (const [condition, tracestate, expected] of table)
    assert.equal(stateOf(tracestate), expected, condition);
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
