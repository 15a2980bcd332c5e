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

  await t.test('a thenable runs once', async () => {
    let runs = 0;
    // biome-ignore lint/suspicious/noThenProperty: what query builders are
    const query = { then: (resolve: (value: number) => void) => resolve(++runs) };
    assert.equal(await span('query', () => query), 1);
    assert.deepEqual([runs, spans.length], [1, 1]);
  });
});
