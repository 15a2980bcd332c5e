import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SamplingDecision, type SpanContext, SpanKind, trace } from '@opentelemetry/api';
import * as upstream from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { RandomIdGenerator } from './random-ids.ts';
import { ParentBasedSampler, SAMPLER_NAMES, samplerFromName, TraceIdRatioSampler } from './samplers.ts';

const { RECORD_AND_SAMPLED: SAMPLED, NOT_RECORD: REFUSED } = SamplingDecision;
const TRACE_ID = 'a'.repeat(32);

function parent(traceFlags: number, isRemote: boolean): SpanContext {
  return { traceId: TRACE_ID, spanId: 'b'.repeat(16), traceFlags, isRemote };
}

test('each named sampler decides by the parent as the specification says', () => {
  const parents = [undefined, parent(1, true), parent(0, true), parent(1, false), parent(0, false)];
  const expected: Record<string, SamplingDecision[]> = {
    always_on: [SAMPLED, SAMPLED, SAMPLED, SAMPLED, SAMPLED],
    always_off: [REFUSED, REFUSED, REFUSED, REFUSED, REFUSED],
    traceidratio: [REFUSED, REFUSED, REFUSED, REFUSED, REFUSED],
    parentbased_always_on: [SAMPLED, SAMPLED, REFUSED, SAMPLED, REFUSED],
    parentbased_always_off: [REFUSED, SAMPLED, REFUSED, SAMPLED, REFUSED],
    parentbased_traceidratio: [REFUSED, SAMPLED, REFUSED, SAMPLED, REFUSED],
  };
  assert.deepEqual([...SAMPLER_NAMES].sort(), Object.keys(expected).sort());
  for (const [name, decisions] of Object.entries(expected)) {
    const sampler = samplerFromName(name, 0)!;
    const decided = parents.map((context) => sampler.decide(context, TRACE_ID, ROOT));
    assert.deepEqual(decided, decisions, name);
    const asked = parents.map((context) => {
      const within = context ? trace.setSpanContext(ROOT, context) : ROOT;
      return sampler.shouldSample(within, TRACE_ID, 'name', SpanKind.SERVER, {}, []).decision;
    });
    assert.deepEqual(asked, decisions, `${name} through the API`);
  }
});

test('an unknown name gives no sampler', () => {
  for (const name of ['ALWAYS_ON', 'jaeger_remote', '', 'constructor'])
    assert.equal(samplerFromName(name), undefined);
});

test('the ratio is 1 when none is given, clamped outside of 0 to 1, and 0 for NaN', () => {
  assert.equal(String(samplerFromName('traceidratio')), 'TraceIdRatioBased{1}');
  for (const [given, kept] of [
    [2, 1],
    [-1, 0],
    [Number.NaN, 0],
    [0.25, 0.25],
  ] as const)
    assert.equal(String(new TraceIdRatioSampler(given)), `TraceIdRatioBased{${kept}}`);
});

test('upstream and we sample the same traces at every ratio', () => {
  const ids = new RandomIdGenerator();
  const edges = ['f'.repeat(32), `${'0'.repeat(31)}1`, `${'0'.repeat(24)}ffffffff`];
  for (const ratio of [0, 0.001, 0.1, 0.5, 0.999, 1]) {
    const theirs = new upstream.TraceIdRatioBasedSampler(ratio);
    const ours = new TraceIdRatioSampler(ratio);
    for (const traceId of [...edges, ...Array.from({ length: 2000 }, () => ids.generateTraceId())])
      assert.equal(ours.decide(undefined, traceId), theirs.shouldSample(ROOT, traceId).decision, traceId);
  }
});

test('samplers describe themselves as those of upstream do', () => {
  const theirs = new upstream.ParentBasedSampler({ root: new upstream.TraceIdRatioBasedSampler(0.5) });
  assert.equal(String(new ParentBasedSampler({ root: new TraceIdRatioSampler(0.5) })), String(theirs));
});

test('an invalid parent in the context counts as none', () => {
  const invalid = trace.setSpanContext(ROOT, { traceId: '0', spanId: '0', traceFlags: 0, isRemote: true });
  const sampler = samplerFromName('parentbased_always_on')!;
  assert.equal(sampler.shouldSample(invalid, TRACE_ID, 'name', SpanKind.SERVER, {}, []).decision, SAMPLED);
});
