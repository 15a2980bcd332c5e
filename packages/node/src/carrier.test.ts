import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { suppressTracing } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import { propagatorFor, withRequestId } from '@waymark/propagation';
import { WaymarkTracerProvider } from '@waymark/tracing';
import { carrier, continueFrom } from './carrier.ts';
import { requestId } from './request-id.ts';
import { span } from './span.ts';

test('without anybody who traces there is no id, a carrier is empty, and a job only runs', () => {
  assert.equal(requestId(), undefined);
  assert.deepEqual(carrier(), {});
  assert.equal(
    continueFrom({ traceparent: 'x' }, () => 7),
    7,
  );
});

test('with a tracer', async (t) => {
  const done = async () => {};
  let roots: (string | undefined)[] = [];
  const processor = {
    onStart() {},
    onEnd: (s: { parentSpanContext?: { spanId: string } }) => void roots.push(s.parentSpanContext?.spanId),
    forceFlush: done,
    shutdown: done,
  };
  trace.setGlobalTracerProvider(
    new WaymarkTracerProvider({ resource: emptyResource(), processors: [processor] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(propagatorFor(['tracecontext', 'baggage', 'requestid']));
  afterEach(() => {
    roots = [];
  });
  const inRequest = <T>(id: string, run: (span: Span) => T): T =>
    context.with(withRequestId(ROOT_CONTEXT, id), () => span('request', run));

  await t.test('a job goes on in the trace and has the request id, after a way through JSON', async () => {
    const [stored, request] = inRequest('order-7', (active) => [JSON.stringify(carrier()), active]);
    const { traceId, spanId } = request.spanContext();
    assert.deepEqual(Object.keys(JSON.parse(stored)), ['traceparent', 'x-request-id']);
    const seen = await continueFrom(JSON.parse(stored), () =>
      span('job', async (active) => {
        await null;
        return [active.spanContext().traceId, requestId()];
      }),
    );
    assert.deepEqual(seen, [traceId, 'order-7']);
    assert.deepEqual(roots, [undefined, spanId]);
  });

  await t.test('what is active around a job is not in it, and is active again after', () => {
    span('around', (around) => {
      const inner = continueFrom({}, () => [trace.getActiveSpan(), requestId()]);
      assert.deepEqual(inner, [undefined, undefined]);
      assert.equal(trace.getActiveSpan(), around);
    });
  });

  for (const [condition, from] of [
    ['nothing', undefined],
    ['null', null],
    ['text', 'traceparent'],
    ['a list', ['traceparent']],
    ['an empty object', {}],
    ['headers of other types', { traceparent: 7, 'x-request-id': {} }],
    ['headers that are not valid', { traceparent: '00-0-0-0', 'x-request-id': 'a b' }],
    ['one that throws', new Proxy({}, { get: () => assert.fail('from the app') })],
  ] as const) {
    await t.test(`a job that brings ${condition} is a trace of its own`, () => {
      const [own, id] = continueFrom(from, () => span('job', (active) => [active, requestId()]));
      assert.equal(id, own.spanContext().traceId);
      assert.deepEqual(roots, [undefined]);
    });
  }

  await t.test('a job runs, with nothing active, where a propagator of others throws', () => {
    const ours = propagatorFor(['tracecontext', 'baggage', 'requestid']);
    propagation.disable();
    propagation.setGlobalPropagator({
      inject() {},
      extract: () => assert.fail('from the SDK'),
      fields: () => [],
    });
    const seen = span('around', () => continueFrom({ traceparent: 'x' }, () => [trace.getActiveSpan()]));
    assert.deepEqual(seen, [undefined]);
    propagation.disable();
    propagation.setGlobalPropagator(ours);
  });

  await t.test('what a job throws comes back', () => {
    assert.throws(() => continueFrom({}, () => assert.fail('no luck')), /no luck/);
  });

  await t.test('outside of any trace, and while tracing is suppressed, a carrier is empty', () => {
    assert.deepEqual([carrier(), requestId()], [{}, undefined]);
    span('request', () =>
      context.with(suppressTracing(context.active()), () => assert.deepEqual(carrier(), {})),
    );
  });

  await t.test('in a trace without a request the id is that of the trace', () => {
    const [active, id] = span('cron', (cron) => [cron, requestId()]);
    assert.equal(id, active.spanContext().traceId);
  });
});
