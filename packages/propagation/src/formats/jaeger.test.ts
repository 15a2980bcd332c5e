import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { JaegerPropagator } from './jaeger.ts';

const propagator = new JaegerPropagator();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

function extracted(carrier: object): Context {
  return propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
}

function injected(context: Context): object {
  const carrier = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

const accepted: [string, unknown, [string, string, number]][] = [
  ['a sampled span', `${traceId}:${spanId}:0:1`, [traceId, spanId, 1]],
  ['one that is not', `${traceId}:${spanId}:0:0`, [traceId, spanId, 0]],
  ['debug and sampled', `${traceId}:${spanId}:0:03`, [traceId, spanId, 1]],
  ['debug alone', `${traceId}:${spanId}:0:2`, [traceId, spanId, 0]],
  ['a parent', `${traceId}:${spanId}:00f067aa0ba902b7:1`, [traceId, spanId, 1]],
  ['ids without their zeros', '1:2:0:1', ['1'.padStart(32, '0'), '2'.padStart(16, '0'), 1]],
  ['64 bits of trace id', `${spanId}:${spanId}:0:1`, [`${'0'.repeat(16)}${spanId}`, spanId, 1]],
  ['capitals', `${traceId.toUpperCase()}:${spanId.toUpperCase()}:0:1`, [traceId, spanId, 1]],
  ['encoded colons', `${traceId}%3A${spanId}%3a0%3A1`, [traceId, spanId, 1]],
  ['a list of one', [`${traceId}:${spanId}:0:1`], [traceId, spanId, 1]],
];
for (const [name, header, expected] of accepted) {
  test(`extract takes ${name}`, () => {
    const context = trace.getSpanContext(extracted({ 'uber-trace-id': header }));
    assert.deepEqual([context?.traceId, context?.spanId, context?.traceFlags], expected);
    assert.equal(context?.isRemote, true);
  });
}

const refused: [string, unknown][] = [
  ['nothing', undefined],
  ['an empty header', ''],
  ['three parts', `${traceId}:${spanId}:1`],
  ['five parts', `${traceId}:${spanId}:0:1:1`],
  ['an all-zero trace id', `0:${spanId}:0:1`],
  ['an all-zero span id', `${traceId}:0:0:1`],
  ['too long a trace id', `0${traceId}:${spanId}:0:1`],
  ['what is not hex', `${traceId.replace('0', 'g')}:${spanId}:0:1`],
  ['no flags', `${traceId}:${spanId}:0:`],
  ['a megabyte', '1'.repeat(1e6)],
  ['a number', 7],
  ['two headers', [`${traceId}:${spanId}:0:1`, `${traceId}:${spanId}:0:1`]],
];
for (const [name, header] of refused) {
  test(`extract refuses ${name}`, () => {
    assert.equal(extracted({ 'uber-trace-id': header }), ROOT_CONTEXT);
  });
}

test('inject writes what extract reads', () => {
  const header = `${traceId}:${spanId}:0:01`;
  assert.deepEqual(injected(extracted({ 'uber-trace-id': header })), { 'uber-trace-id': header });
});

test('debug goes on through the spans of its trace', () => {
  const header = `${traceId}:${spanId}:0:03`;
  assert.deepEqual(injected(extracted({ 'uber-trace-id': header })), { 'uber-trace-id': header });
});

test('inject writes nothing while suppressed, and no invalid parent', () => {
  const context = extracted({ 'uber-trace-id': `${traceId}:${spanId}:0:1`, 'uberctx-a': '1' });
  assert.deepEqual(injected(suppressTracing(context)), {});
  const invalid = { traceId: '0'.repeat(32), spanId, traceFlags: 1 };
  assert.deepEqual(injected(trace.setSpanContext(ROOT_CONTEXT, invalid)), {});
});

test('baggage goes through, a header an entry, percent-encoded', () => {
  const context = extracted({ 'uberctx-user': 'caf%C3%A9', 'uberctx-bad': '%', 'uberctx-': 'x', other: 'y' });
  assert.deepEqual(propagation.getBaggage(context)?.getAllEntries(), [['user', { value: 'café' }]]);
  assert.deepEqual(injected(context), { 'uberctx-user': 'caf%C3%A9' });
});

test('a key that is no name of a header is not taken', () => {
  const carrier = { 'uberctx-a b': '1', 'uberctx-\u00e9': '2', 'uberctx-__proto__': '3' };
  assert.deepEqual(propagation.getBaggage(extracted(carrier))?.getAllEntries(), [
    ['__proto__', { value: '3' }],
  ]);
});

test('a plus sign is a space, as clients in Go and Java write it', () => {
  const context = extracted({ 'uberctx-sum': '1%2B1+is+2' });
  assert.equal(propagation.getBaggage(context)?.getEntry('sum')?.value, '1+1 is 2');
  assert.deepEqual(injected(context), { 'uberctx-sum': '1%2B1%20is%202' });
});

test('a value that no encoding has stays home', () => {
  const baggage = propagation.createBaggage({ a: { value: '\ud800' }, b: { value: '1' } });
  assert.deepEqual(injected(propagation.setBaggage(ROOT_CONTEXT, baggage)), { 'uberctx-b': '1' });
});

test('baggage that came another way is kept, and a key that is no header name stays home', () => {
  const known = propagation.createBaggage({ a: { value: '1' }, 'b c': { value: '2' } });
  const context = propagation.setBaggage(ROOT_CONTEXT, known);
  const both = propagator.extract(context, { 'uberctx-d': '3' }, defaultTextMapGetter);
  assert.deepEqual(injected(both), { 'uberctx-a': '1', 'uberctx-d': '3' });
});

test('baggage is bounded in entries and in bytes', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`uberctx-${i}`, 'x']));
  assert.equal(propagation.getBaggage(extracted(many))?.getAllEntries().length, 180);
  const large = { 'uberctx-a': 'x'.repeat(10_000), 'uberctx-b': 'x' };
  assert.deepEqual(propagation.getBaggage(extracted(large))?.getAllEntries(), [['b', { value: 'x' }]]);
});

test('what is written is bounded too', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, { value: 'x' }]));
  const baggage = propagation.createBaggage({ large: { value: 'x'.repeat(10_000) }, ...many });
  const sent = injected(propagation.setBaggage(ROOT_CONTEXT, baggage));
  assert.deepEqual([Object.keys(sent).length, 'uberctx-large' in sent], [180, false]);
});
