import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Context,
  createTraceState,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Sampler,
  SamplingDecision,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { propagatorFor } from '../propagator-for.ts';
import { B3Propagator } from './b3.ts';
import { decidingSampler } from './deciding-sampler.ts';
import { formatFor } from './format-for.ts';
import { below, extracted, HALF_ID, injected, parentIn, SPAN_ID, TRACE_ID } from './sample-carriers.ts';
import { openDecision } from './sampling.ts';

const b3 = new B3Propagator();
const DEFERRED = { b3: `${TRACE_ID}-${SPAN_ID}` };

function isSampled(base: Sampler, context: Context): boolean {
  const sampler = decidingSampler(base);
  const { decision } = sampler.shouldSample(context, TRACE_ID, 'name', SpanKind.SERVER, {}, []);
  assert.equal(decisionById(base, context), decision);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** The same asked as our own tracer asks a sampler that needs ids alone. */
function decisionById(base: Sampler, context: Context): SamplingDecision {
  const asked = (parent: SpanContext | undefined, traceId: string) => {
    const within = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    return base.shouldSample(within, traceId, 'name', SpanKind.SERVER, {}, []).decision;
  };
  const byId: Sampler & { decide: typeof asked } = {
    shouldSample: () => assert.fail('asked for more'),
    decide: asked,
  };
  const sampler = decidingSampler(byId) as typeof byId & {
    decide(parent: SpanContext | undefined, traceId: string, context: Context): SamplingDecision;
  };
  return sampler.decide(trace.getSpanContext(context), TRACE_ID, context);
}

test('a decision that the caller left open is made as where a trace begins', () => {
  const context = extracted(b3, DEFERRED);
  assert.equal(isSampled(new ParentBasedSampler({ root: new AlwaysOnSampler() }), context), true);
  assert.equal(isSampled(new ParentBasedSampler({ root: new AlwaysOffSampler() }), context), false);
  const ratio = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(1) });
  assert.equal(isSampled(ratio, context), true);
});

test('a decision that the caller made is followed, with a trace or without', () => {
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  const reluctant = new ParentBasedSampler({ root: new AlwaysOffSampler() });
  for (const refusal of [`${TRACE_ID}-${SPAN_ID}-0`, '0'])
    assert.equal(isSampled(sampler, extracted(b3, { b3: refusal })), false);
  for (const request of [`${TRACE_ID}-${SPAN_ID}-1`, `${TRACE_ID}-${SPAN_ID}-d`, '1', 'd'])
    assert.equal(isSampled(reluctant, extracted(b3, { b3: request })), true);
});

test('a sampler that follows no parent follows no decision', () => {
  assert.equal(isSampled(new AlwaysOffSampler(), extracted(b3, { b3: '1' })), false);
  assert.equal(isSampled(new AlwaysOnSampler(), extracted(b3, { b3: '0' })), true);
});

test('below a span of ours its own flags count', () => {
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  for (const header of [`${TRACE_ID}-${SPAN_ID}`, '1'])
    assert.equal(isSampled(sampler, below(extracted(b3, { b3: header }), 0)), false);
  assert.equal(isSampled(sampler, below(extracted(b3, { b3: '0' }), 1)), true);
});

test('a decision of one format is not that of the parent of another', () => {
  const both = propagatorFor(['b3', 'tracecontext'], { more: formatFor });
  const traceparent = `00-${'1'.repeat(32)}-${SPAN_ID}-00`;
  for (const b3Header of [DEFERRED.b3, '1']) {
    const context = extracted(both, { traceparent, b3: b3Header });
    assert.deepEqual(parentIn(context), ['1'.repeat(32), SPAN_ID, 0]);
    assert.equal(openDecision(context), undefined);
  }
  const others = propagatorFor(['tracecontext', 'b3'], { more: formatFor });
  assert.equal(openDecision(extracted(others, { traceparent, b3: '1' })), undefined);
});

test('a caller that speaks two formats keeps its trace state and its whole trace id', () => {
  const traceparent = `00-${TRACE_ID}-${SPAN_ID}-01`;
  const carriers: [string, object][] = [
    ['b3', { b3: `${TRACE_ID}-${SPAN_ID}-1` }],
    ['b3', DEFERRED],
    ['b3', { b3: `${HALF_ID}-${SPAN_ID}-1` }],
    ['ottrace', { 'ot-tracer-traceid': HALF_ID, 'ot-tracer-spanid': SPAN_ID, 'ot-tracer-sampled': 'true' }],
    ['jaeger', { 'uber-trace-id': `${TRACE_ID}:${SPAN_ID}:0:1` }],
    ['xray', { 'x-amzn-trace-id': `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)};Parent=${SPAN_ID}` }],
  ];
  for (const [name, headers] of carriers) {
    const both = propagatorFor(['tracecontext', name], { more: formatFor });
    const context = extracted(both, { traceparent, tracestate: 'a=1', ...headers });
    assert.deepEqual(parentIn(context), [TRACE_ID, SPAN_ID, 1], name);
    assert.equal(trace.getSpanContext(context)?.traceState?.serialize(), 'a=1', name);
  }
});

test('flags that the later format has no place for are kept', () => {
  const both = propagatorFor(['tracecontext', 'b3'], { more: formatFor });
  for (const [flags, state, expected] of [
    ['02', '1', 3],
    ['03', '0', 2],
  ] as const) {
    const headers = {
      traceparent: `00-${TRACE_ID}-${SPAN_ID}-${flags}`,
      b3: `${TRACE_ID}-${SPAN_ID}-${state}`,
    };
    assert.deepEqual(parentIn(extracted(both, headers)), [TRACE_ID, SPAN_ID, expected]);
  }
});

test('a decision alone takes nothing back that an earlier format left open', () => {
  const both = propagatorFor(['xray', 'b3'], { more: formatFor });
  const root = `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)}`;
  const context = extracted(both, { 'x-amzn-trace-id': `${root};Parent=${SPAN_ID};Sampled=?`, b3: '1' });
  assert.equal(openDecision(context), 'defer');
});

test('a parent that is none leaves a decision open', () => {
  const context = trace.setSpanContext(extracted(b3, { b3: '0' }), INVALID_SPAN_CONTEXT);
  assert.equal(openDecision(context), 'deny');
});

test('who only looks like the caller of the first format is another one', () => {
  const known = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, traceState: createTraceState('a=1') };
  const callers: [string, SpanContext, string][] = [
    ['a span of this process', known, TRACE_ID],
    [
      'another whole id with the same lower half',
      { ...known, isRemote: true },
      `${'1'.repeat(16)}${HALF_ID}`,
    ],
  ];
  for (const [condition, context, traceId] of callers) {
    const at = trace.setSpanContext(ROOT_CONTEXT, context);
    const found = extracted(b3, { b3: `${traceId}-${SPAN_ID}-1` }, at);
    assert.deepEqual(parentIn(found), [traceId, SPAN_ID, 1], condition);
    assert.equal(trace.getSpanContext(found)?.traceState, undefined, condition);
  }
});

test('another caller in the later format wins, without the trace state of the first', () => {
  const traceState = createTraceState('a=1');
  const known = { traceId: '1'.repeat(32), spanId: SPAN_ID, traceFlags: 1, isRemote: true, traceState };
  const context = extracted(b3, DEFERRED, trace.setSpanContext(ROOT_CONTEXT, known));
  assert.deepEqual(parentIn(context), [TRACE_ID, SPAN_ID, 0]);
  assert.equal(trace.getSpanContext(context)?.traceState, undefined);
});

test('debug goes from one format into another', () => {
  const jaeger = formatFor('jaeger')!;
  const context = below(extracted(b3, { b3: `${TRACE_ID}-${SPAN_ID}-d` }), 1);
  assert.deepEqual(injected(jaeger, context), { 'uber-trace-id': `${TRACE_ID}:${'c'.repeat(16)}:0:03` });
});

test('what another copy stored in another shape counts for nothing', () => {
  const key = Symbol.for('waymark.sampling-caller.v1');
  for (const value of [null, 7, 'debug', {}, { sampling: 'perhaps' }]) {
    const context = ROOT_CONTEXT.setValue(key, value);
    assert.equal(openDecision(context), undefined);
    assert.deepEqual(injected(b3, below(context, 1)), { b3: `${TRACE_ID}-${'c'.repeat(16)}-1` });
  }
});

test("with upstream's SDK a span follows its caller, whatever that left open", async () => {
  const sampler = decidingSampler(new ParentBasedSampler({ root: new AlwaysOnSampler() }));
  const provider = new TracerProvider({ sampler });
  const started = (header: string) =>
    provider
      .getTracer('app')
      .startSpan('served', {}, extracted(b3, { b3: header }))
      .spanContext();
  const deferred = started(DEFERRED.b3);
  assert.deepEqual([deferred.traceId, deferred.traceFlags & 1], [TRACE_ID, 1]);
  const denied = started('0');
  assert.deepEqual([denied.traceId === TRACE_ID, denied.traceFlags & 1], [false, 0]);
  await provider.shutdown();
});

test('names of properties are no formats', () => {
  for (const name of ['constructor', '__proto__', 'toString']) assert.equal(formatFor(name), undefined);
});

test('the sampler says what it stands in front of', () => {
  assert.equal(String(decidingSampler(new AlwaysOnSampler())), 'Deciding{AlwaysOnSampler}');
});
