import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { WaymarkTracerProvider } from '@waymark/tracing';
import { span } from './span.ts';

test('without anybody who traces it only runs', () => {
  assert.equal(
    span('work', () => 7),
    7,
  );
});

/** Frames between the function that calls `span` and the one that it runs. */
function framesBetween(): number {
  const inner = () => new Error('here').stack!.split('\n');
  const outer = () => span('work', inner);
  const lines = outer();
  const at = (name: string) => lines.findIndex((line) => line.includes(`at ${name} (`));
  return at('outer') - at('inner') - 1;
}

test('without anybody who traces it takes one frame of a stack', () => assert.equal(framesBetween(), 1));

test('with a tracer', async (t) => {
  let spans: ReadableSpan[] = [];
  const done = async () => {};
  const processor = {
    onStart() {},
    onEnd: (s: ReadableSpan) => void spans.push(s),
    forceFlush: done,
    shutdown: done,
  };
  trace.setGlobalTracerProvider(
    new WaymarkTracerProvider({ resource: emptyResource(), processors: [processor] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  afterEach(() => {
    spans = [];
  });

  await t.test('what it returns comes back, the span is active inside and ends after', () => {
    const seen = span('work', { order: 7 }, (active) => [active, trace.getActiveSpan(), spans.length]);
    assert.equal(seen[0], seen[1]);
    assert.equal(seen[2], 0);
    assert.deepEqual([spans[0]?.name, spans[0]?.attributes], ['work', { order: 7 }]);
  });

  await t.test('a promise is waited for, and spans below it have it as parent', async () => {
    const result = span('outer', async () => {
      await null;
      span('inner', () => {});
      return 7;
    });
    assert.equal(spans.length, 0);
    assert.equal(await result, 7);
    const [inner, outer] = spans;
    assert.equal(inner?.parentSpanContext?.spanId, outer?.spanContext().spanId);
  });

  for (const [how, fails] of [
    ['thrown', () => span('work', () => assert.fail('no luck'))],
    ['of a promise', () => span('work', async () => assert.fail('no luck'))],
  ] as const) {
    await t.test(`an error ${how} is recorded and comes back`, async () => {
      await assert.rejects(async () => fails(), /no luck/);
      const [failed] = spans;
      assert.deepEqual(failed?.status, { code: SpanStatusCode.ERROR, message: 'no luck' });
      assert.equal(failed?.events[0]?.name, 'exception');
    });
  }

  await t.test('it takes one frame of a stack', () => assert.equal(framesBetween(), 1));

  await t.test('what was active before is active again after', async () => {
    const seen: unknown[] = [];
    span('outer', (outer) => {
      assert.throws(() => span('inner', () => assert.fail('no luck')));
      seen.push(trace.getActiveSpan() === outer);
      void span('later', async () => null);
      seen.push(trace.getActiveSpan() === outer);
    });
    assert.deepEqual([...seen, trace.getActiveSpan()], [true, true, undefined]);
  });

  await t.test('a query builder begins inside of it', async () => {
    // biome-ignore lint/suspicious/noThenProperty: what query builders are
    const query = { then: (resolve: (value: unknown) => void) => resolve(trace.getActiveSpan()) };
    const active = await span('query', () => query);
    assert.equal((active as ReadableSpan | undefined)?.name, 'query');
  });

  await t.test('a context manager that cannot attach is used as it can', () => {
    const attachless = new AsyncLocalStorageContextManager().enable();
    Object.defineProperty(attachless, 'attach', { value: undefined });
    context.disable();
    context.setGlobalContextManager(attachless);
    const [inner, active] = span('work', (given) => [given, trace.getActiveSpan()]);
    assert.equal(active, inner);
  });

  await t.test('a thenable runs once', async () => {
    let runs = 0;
    // biome-ignore lint/suspicious/noThenProperty: what query builders are
    const query = { then: (resolve: (value: number) => void) => resolve(++runs) };
    assert.equal(await span('query', () => query), 1);
    assert.deepEqual([runs, spans.length], [1, 1]);
  });
});
