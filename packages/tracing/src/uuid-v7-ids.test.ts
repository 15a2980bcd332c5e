import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isValidSpanId, isValidTraceId, SamplingDecision, SpanKind, trace } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { RandomIdGenerator } from './random-ids.ts';
import { TraceIdRatioSampler } from './samplers.ts';
import { WaymarkTracerProvider } from './tracer-provider.ts';
import { UuidV7IdGenerator } from './uuid-v7-ids.ts';

const UUID_V7 = /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/;

test('a trace id is time, version, variant and random bits, each in its place', () => {
  // The time of RFC 9562's own example (appendix A.6), 2022-02-22T19:22:22Z.
  const ids = new UuidV7IdGenerator(new RandomIdGenerator((bytes) => bytes.fill(0xee)), () => 0x017f22e279b0);
  assert.equal(ids.generateTraceId(), '017f22e279b07eeeaeeeeeeeeeeeeeee');
  assert.equal(ids.generateSpanId(), 'ee'.repeat(8));
});

test('ids are valid, all different, and of the time', () => {
  const ids = new UuidV7IdGenerator();
  const seen = new Set<string>();
  const before = Date.now();
  for (let i = 0; i < 5000; i++) {
    const traceId = ids.generateTraceId();
    assert.ok(isValidTraceId(traceId) && UUID_V7.test(traceId), traceId);
    const at = Number.parseInt(traceId.slice(0, 12), 16);
    assert.ok(at >= before - 5 && at <= Date.now() + 5, `${at} is not ${before}`);
    assert.ok(isValidSpanId(ids.generateSpanId()));
    seen.add(traceId);
  }
  assert.equal(seen.size, 5000);
});

test('an id of a later millisecond sorts behind', () => {
  let now = 1_790_000_000_000;
  const ids = new UuidV7IdGenerator(new RandomIdGenerator(), () => now);
  const made = Array.from({ length: 100 }, () => {
    now += 1;
    return ids.generateTraceId();
  });
  assert.deepEqual([...made].sort(), made);
});

test('every variant and every digit of the random part appears', () => {
  const ids = new UuidV7IdGenerator();
  const digits = Array.from({ length: 32 }, () => new Set<string>());
  for (let i = 0; i < 1000; i++)
    for (const [at, digit] of [...ids.generateTraceId()].entries()) digits[at]!.add(digit);
  assert.deepEqual([...digits[12]!], ['7']);
  assert.deepEqual([...digits[16]!].sort(), ['8', '9', 'a', 'b']);
  for (const at of [13, 14, 15, ...Array.from({ length: 15 }, (_, i) => 17 + i)])
    assert.equal(digits[at]!.size, 16, `at ${at}`);
});

test('a clock that shows no time still gives an id', () => {
  for (const now of [-5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, 1.5]) {
    const traceId = new UuidV7IdGenerator(new RandomIdGenerator(), () => now).generateTraceId();
    assert.match(traceId, UUID_V7, `${now}`);
  }
});

test('a ratio keeps its share of such traces', () => {
  const ids = new UuidV7IdGenerator();
  const sampler = new TraceIdRatioSampler(0.25);
  let kept = 0;
  for (let i = 0; i < 20_000; i++)
    if (sampler.decide(undefined, ids.generateTraceId()) === SamplingDecision.RECORD_AND_SAMPLED) kept++;
  // 5000, and seven standard deviations of 61.
  assert.ok(Math.abs(kept - 5000) < 430, `${kept}`);
});

test("our provider and upstream's begin traces with it, and children keep the trace", () => {
  const options = { resource: emptyResource(), idGenerator: new UuidV7IdGenerator(), randomFlag: true };
  const ours = new WaymarkTracerProvider({ ...options, processors: [] });
  const recording = new WaymarkTracerProvider({ ...options, processors: [IGNORING] });
  const upstream = new TracerProvider({ ...options, spanProcessors: [] });
  for (const provider of [ours, recording, upstream]) {
    const tracer = provider.getTracer('test');
    const root = tracer.startSpan('root');
    const child = tracer.startSpan('child', {}, trace.setSpan(ROOT, root));
    assert.match(root.spanContext().traceId, UUID_V7);
    assert.equal(child.spanContext().traceId, root.spanContext().traceId);
  }
  for (const provider of [ours, recording]) {
    const { traceFlags } = provider.getTracer('test').startSpan('root').spanContext();
    assert.equal(traceFlags & 2, 2, 'and say of themselves that they are random');
  }
  const span = recording.getTracer('test').startTrusted(SpanKind.SERVER, 'GET', undefined, ROOT, {});
  assert.match(span.spanContext().traceId, UUID_V7);
});

const done = async () => {};
const IGNORING = { onStart() {}, onEnd() {}, forceFlush: done, shutdown: done };
