import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { diag, isSpanContextValid, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { WaymarkTracerProvider } from './tracer-provider.ts';

const resource = resourceFromAttributes({ 'service.name': 'test' });
afterEach(() => diag.disable());

/** A processor that writes down what happens to it. */
function recorder(calls: string[], overrides: Partial<SpanProcessor> = {}): SpanProcessor {
  return {
    onStart: (span) => calls.push(`start ${span.name}`),
    onEnding: (span) => calls.push(`ending ${span.name} ${span.ended}`),
    onEnd: (span) => calls.push(`end ${span.name} ${span.ended}`),
    forceFlush: async () => void calls.push('flush'),
    shutdown: async () => void calls.push('shutdown'),
    ...overrides,
  };
}

const failing: SpanProcessor = {
  onStart: () => assert.fail('onStart'),
  onEnding: () => assert.fail('onEnding'),
  onEnd: () => assert.fail('onEnd'),
  forceFlush: () => assert.fail('forceFlush'),
  shutdown: () => Promise.reject(new Error('shutdown')),
};

test('one name, version and schema give one tracer, others give others', () => {
  const provider = new WaymarkTracerProvider({ resource, processors: [] });
  const tracer = provider.getTracer('a', '1', { schemaUrl: 's' });
  assert.equal(provider.getTracer('a', '1', { schemaUrl: 's' }), tracer);
  const others = [
    provider.getTracer('a'),
    provider.getTracer('a', '1'),
    provider.getTracer('b', '1', { schemaUrl: 's' }),
  ];
  assert.equal(new Set([tracer, ...others]).size, 4);
  assert.deepEqual(tracer.instrumentationScope, { name: 'a', version: '1', schemaUrl: 's' });
});

test('every processor sees each span start, ending while it can be changed, and end', () => {
  const calls: string[] = [];
  const changing = recorder(calls, {
    onEnding: (span) => void span.setAttribute('late', true).updateName('renamed'),
  });
  const provider = new WaymarkTracerProvider({ resource, processors: [changing, recorder(calls)] });
  const span = provider.getTracer('test').startSpan('work', {}, ROOT);
  span.end();
  assert.deepEqual(calls, [
    'start work',
    'start work',
    'ending renamed false',
    'end renamed true',
    'end renamed true',
  ]);
});

test('a processor that comes later sees what starts from then on', () => {
  const calls: string[] = [];
  const provider = new WaymarkTracerProvider({ resource, processors: [] });
  const tracer = provider.getTracer('test');
  const early = tracer.startSpan('early');
  provider.addProcessor(recorder(calls));
  tracer.startSpan('late').end();
  early.end();
  assert.deepEqual(
    calls.filter((call) => call.startsWith('start')),
    ['start late'],
  );
});

test('onStart is called with the parent context, whichever way the span starts', () => {
  const seen: unknown[] = [];
  const processor = recorder([], { onStart: (_span, context) => seen.push(context) });
  const tracer = new WaymarkTracerProvider({ resource, processors: [processor] }).getTracer('test');
  const parent = ROOT.setValue(Symbol('key'), 1);
  tracer.startSpan('work', {}, parent);
  tracer.startTrusted(SpanKind.SERVER, 'work', undefined, parent, {});
  assert.deepEqual(seen, [parent, parent]);
});

test('a processor that always throws hurts neither the app nor its neighbour, and is said once a method', async () => {
  const errors: string[] = [];
  const ignore = () => {};
  const error = (message: string) => errors.push(message);
  diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore });
  const calls: string[] = [];
  const provider = new WaymarkTracerProvider({ resource, processors: [failing, recorder(calls)] });
  for (const name of ['one', 'two']) provider.getTracer('test').startSpan(name, {}, ROOT).end();
  await provider.forceFlush();
  await provider.shutdown();
  assert.equal(calls.filter((call) => /^(start|ending|end) /.test(call)).length, 6);
  assert.deepEqual(calls.slice(-2), ['flush', 'shutdown']);
  assert.equal(errors.length, 5);
});

test('forceFlush waits for every processor', async () => {
  let flushed = false;
  const slow = recorder([], {
    forceFlush: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      flushed = true;
    },
  });
  await new WaymarkTracerProvider({ resource, processors: [failing, slow] }).forceFlush();
  assert.equal(flushed, true);
});

test('shutdown reaches the processors once, and no span records after it', async () => {
  const calls: string[] = [];
  const provider = new WaymarkTracerProvider({ resource, processors: [recorder(calls)] });
  const tracer = provider.getTracer('test');
  await Promise.all([provider.shutdown(), provider.shutdown()]);
  assert.deepEqual(calls, ['shutdown']);
  assert.equal(tracer.startSpan('late', {}, ROOT).isRecording(), false);
  assert.equal(tracer.startTrusted(SpanKind.SERVER, 'late', undefined, ROOT, {}).isRecording(), false);
});

test("upstream's processor and exporter take our spans", async () => {
  const exporter = new InMemorySpanExporter();
  const processors = [new SimpleSpanProcessor({ exporter })];
  const provider = new WaymarkTracerProvider({ resource, processors });
  provider.getTracer('test').startSpan('work', { kind: SpanKind.CLIENT }, ROOT).end();
  await provider.forceFlush();
  const names = exporter.getFinishedSpans().map(({ name, kind, ended }) => [name, kind, ended]);
  assert.deepEqual(names, [['work', SpanKind.CLIENT, true]]);
});

test('limits that are no limits become the defaults; no limit stays none', () => {
  const limits = {
    attributeCountLimit: Number.NaN,
    eventCountLimit: -1,
    linkCountLimit: Number.POSITIVE_INFINITY,
  };
  const tracer = new WaymarkTracerProvider({ resource, limits, processors: [] }).getTracer('test');
  assert.deepEqual([tracer.limits.attributeCountLimit, tracer.limits.eventCountLimit], [128, 128]);
  assert.ok(tracer.limits.linkCountLimit > 1e6);
});

test('passing through, a parent is carried on as it came, and a new trace has ids and is not sampled', () => {
  const tracer = new WaymarkTracerProvider({ resource, processors: [], passThrough: true }).getTracer('test');
  const parent = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
    isRemote: true,
  };
  const context = trace.setSpanContext(ROOT, parent);
  for (const span of [
    tracer.startTrusted(SpanKind.SERVER, 'in', parent, context, {}),
    tracer.startSpan('by hand', {}, context),
  ]) {
    assert.equal(span.isRecording(), false);
    assert.deepEqual(span.spanContext(), parent);
  }
  const root = tracer.startSpan('root', {}, ROOT).spanContext();
  assert.ok(isSpanContextValid(root));
  assert.equal(root.traceFlags, 0);
});

test('tracers of ever new names are not all kept', () => {
  const provider = new WaymarkTracerProvider({ resource, processors: [] });
  for (let i = 0; i < 2000; i++) provider.getTracer(`tracer ${i}`);
  assert.equal(provider.getTracer('tracer 0'), provider.getTracer('tracer 0'));
  assert.notEqual(provider.getTracer('tracer 1999'), provider.getTracer('tracer 1999'));
});
