import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { AlwaysOffSampler, AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { FlaggingTracerProvider } from './random-trace-ids.ts';

const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

for (const [sampler, sampled] of [
  [new AlwaysOnSampler(), 1],
  [new AlwaysOffSampler(), 0],
] as const) {
  const tracer = new FlaggingTracerProvider({ sampler }, true).getTracer('test');

  test(`${sampler}: a trace that begins here says that its id is random, where it is to`, () => {
    assert.equal(tracer.startSpan('root', {}, ROOT_CONTEXT).spanContext().traceFlags, sampled | 2);
    const parent = trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags: 0 });
    assert.equal(tracer.startSpan('root', { root: true }, parent).spanContext().traceFlags, sampled | 2);
    tracer.startActiveSpan('root', (span) => assert.equal(span.spanContext().traceFlags, sampled | 2));
    const silent = new FlaggingTracerProvider({ sampler }, false).getTracer('test');
    assert.equal(silent.startSpan('root', {}, ROOT_CONTEXT).spanContext().traceFlags, sampled);
  });

  test(`${sampler}: a trace that came keeps what it says`, () => {
    for (const traceFlags of [0, 1, 2, 3]) {
      const parent = trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags });
      const spans = [
        tracer.startSpan('child', undefined, parent),
        tracer.startActiveSpan('child', {}, parent, (span) => span),
      ];
      for (const span of spans) assert.equal(span.spanContext().traceFlags, sampled | (traceFlags & 2));
    }
  });
}

test('the same scope gives the same tracer, and what is suppressed stays what it is', () => {
  const provider = new FlaggingTracerProvider({}, true);
  assert.equal(provider.getTracer('a', '1'), provider.getTracer('a', '1'));
  const span = provider.getTracer('a', '1').startSpan('none', {}, suppressTracing(ROOT_CONTEXT));
  assert.deepEqual(span.spanContext(), INVALID_SPAN_CONTEXT);
  assert.equal(INVALID_SPAN_CONTEXT.traceFlags, 0);
});
