import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
} from '@opentelemetry/api';
import { suppressTracing, W3CBaggagePropagator } from '@opentelemetry/core';
import { BaggagePropagator } from './propagator.ts';

const ours = new BaggagePropagator();
const upstreams = new W3CBaggagePropagator();

function extracted(baggage: unknown, context: Context = ROOT_CONTEXT, propagator = ours): Context {
  return propagator.extract(context, { baggage }, defaultTextMapGetter);
}

function injected(context: Context, propagator = ours): object {
  const carrier = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

const entriesOf = (context: Context) =>
  propagation
    .getBaggage(context)
    ?.getAllEntries()
    .map(([key, { value }]) => [key, value]);

test('what comes in goes on, with its properties', () => {
  for (const baggage of ['user=7', 'user=7;p;q=1,b=2', 'a%20b=%C3%A9'])
    assert.deepEqual(injected(extracted(baggage)), { baggage });
});

test('several headers are one, whatever else is among them', () => {
  assert.deepEqual(entriesOf(extracted(['a=1', 'b=2,c=3'])), [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ]);
  assert.deepEqual(entriesOf(extracted([undefined, 'a=1', 7, {}])), [['a', '1']]);
});

test('without anything legal the context stays as it is', () => {
  for (const header of [undefined, '', 'no member', [], [7], 7, {}, null])
    assert.equal(extracted(header), ROOT_CONTEXT);
});

test('what comes in takes the place of what is there', () => {
  assert.deepEqual(entriesOf(extracted('b=2', extracted('a=1'))), [['b', '2']]);
});

test('nothing is written without baggage, nor while tracing is suppressed', () => {
  assert.deepEqual(injected(ROOT_CONTEXT), {});
  assert.deepEqual(injected(propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage())), {});
  assert.deepEqual(injected(suppressTracing(extracted('a=1'))), {});
});

test("upstream's propagator and ours understand each other", () => {
  const entries = { 'user id': 'Am\u00e9lie', list: '1,2;3=4', '50%': '100%', 'a.b-c': '"\\' };
  const baggage = propagation.createBaggage(
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }])),
  );
  const context = propagation.setBaggage(ROOT_CONTEXT, baggage);
  for (const [from, to] of [
    [ours, upstreams],
    [upstreams, ours],
  ] as const) {
    const received = to.extract(ROOT_CONTEXT, injected(context, from), defaultTextMapGetter);
    assert.deepEqual(Object.fromEntries(entriesOf(received)!), entries);
  }
});

test('fields names the header', () => assert.deepEqual(ours.fields(), ['baggage']));
