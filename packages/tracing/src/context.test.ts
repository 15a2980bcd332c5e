import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { contextOf, isSuppressed, ROOT, SPAN_KEY, WaymarkContext } from './context.ts';

const span: Span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });

/** A small generator with a seed, so that a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('a context behaves as an immutable map, whatever the order of writes and deletes', () => {
  const keys = [SPAN_KEY, Symbol('a'), Symbol('b'), Symbol('c'), Symbol('d')];
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomFrom(seed);
    const history: { context: WaymarkContext; model: Map<symbol, unknown> }[] = [
      { context: ROOT, model: new Map() },
    ];
    for (let step = 0; step < 30; step++) {
      const from = history[random(history.length)]!;
      const key = keys[random(keys.length)]!;
      const model = new Map(from.model);
      if (random(3) === 0) {
        model.delete(key);
        history.push({ context: from.context.deleteValue(key), model });
      } else {
        model.set(key, step);
        history.push({ context: from.context.setValue(key, step), model });
      }
    }
    for (const { context, model } of history)
      for (const key of keys) assert.equal(context.getValue(key), model.get(key), `seed ${seed}`);
  }
});

test('overwriting a key many times leaves a context as small as the first write did', () => {
  const key = Symbol('key');
  let context = ROOT.setValue(Symbol('other'), 1);
  for (let i = 0; i < 1000; i++) context = context.setValue(key, i).setValue(SPAN_KEY, i);
  assert.equal(JSON.stringify(context).length < 100, true);
  assert.equal(context.getValue(key), 999);
});

test('the API finds the span of a context, and sets and deletes it', () => {
  const context = trace.setSpan(ROOT, span);
  assert.equal(trace.getSpan(context), span);
  assert.equal(trace.getSpan(trace.deleteSpan(context)), undefined);
  assert.ok(context instanceof WaymarkContext);
});

test('contextOf holds the span and all pairs, the later of two with one key', () => {
  const [a, b] = [Symbol('a'), Symbol('b')];
  const context = contextOf(span, [a, 1], [b, 2], [a, 3]);
  assert.equal(trace.getSpan(context), span);
  assert.equal(context.getValue(a), 3);
  assert.equal(context.getValue(b), 2);
});

test('withSpan replaces the span, adds a value, and leaves the original alone', () => {
  const [a, b] = [Symbol('a'), Symbol('b')];
  const before = contextOf(undefined, [a, 1]);
  const after = before.withSpan(span, b, 2);
  assert.deepEqual([after.getValue(a), after.getValue(b), trace.getSpan(after)], [1, 2, span]);
  assert.deepEqual([before.getValue(b), trace.getSpan(before)], [undefined, undefined]);
});

test("isSuppressed sees core's suppressTracing on our contexts and on the API's", () => {
  assert.equal(isSuppressed(suppressTracing(ROOT)), true);
  assert.equal(isSuppressed(suppressTracing(ROOT_CONTEXT)), true);
  assert.equal(isSuppressed(ROOT), false);
});
