import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Attributes,
  ROOT_CONTEXT,
  type SamplingDecision,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { RuleSampler, type SamplingRule } from './rule-sampler.ts';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler } from './samplers.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const request = { 'http.request.method': 'GET', 'url.path': '/assets/a.css' };
const rule = (share: number, conditions: Partial<SamplingRule> = {}): SamplingRule => ({
  share,
  attributes: [],
  ...conditions,
});

function sampled(
  sampler: RuleSampler,
  attributes: Attributes,
  { kind = SpanKind.SERVER, parent }: { kind?: SpanKind; parent?: Partial<SpanContext> } = {},
): boolean {
  const spanContext = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags: 1, ...parent };
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext);
  const { decision } = sampler.shouldSample(context, TRACE_ID, 'name', kind, attributes, []);
  return decision === (2 satisfies SamplingDecision.RECORD_AND_SAMPLED);
}

const dropping = (conditions: Partial<SamplingRule>) =>
  new RuleSampler([rule(0, conditions)], new AlwaysOnSampler());

describe('a rule fits', () => {
  const table: [condition: string, Partial<SamplingRule>, Attributes, kind: SpanKind, fits: boolean][] = [
    ['without conditions', {}, {}, SpanKind.INTERNAL, true],
    ['by path', { path: '/assets/*' }, request, SpanKind.SERVER, true],
    ['by path, to its end', { path: '/assets' }, request, SpanKind.SERVER, false],
    ['by path, of incoming requests only', { path: '/assets/*' }, request, SpanKind.CLIENT, false],
    ['by method', { method: 'GET' }, request, SpanKind.SERVER, true],
    ['by another method', { method: 'POST' }, request, SpanKind.SERVER, false],
    ['by method and path', { method: 'POST', path: '/assets/*' }, request, SpanKind.SERVER, false],
    ['by an attribute', { attributes: [{ name: 'n', value: '7' }] }, { n: 7 }, SpanKind.CLIENT, true],
    ['by an attribute that is there', { attributes: [{ name: 'n' }] }, { n: '' }, SpanKind.INTERNAL, true],
    ['by an attribute that is not', { attributes: [{ name: 'n' }] }, {}, SpanKind.INTERNAL, false],
    ['by one of a list', { attributes: [{ name: 'n', value: 'b*' }] }, { n: ['a', 'bc'] }, 0, true],
    ['by text, not by RegExp', { attributes: [{ name: 'n', value: 'a.c' }] }, { n: 'abc' }, 0, false],
  ];
  for (const [condition, conditions, attributes, kind, fits] of table) {
    test(`${condition}: ${fits}`, () => {
      assert.equal(sampled(dropping(conditions), attributes, { kind }), !fits);
    });
  }
});

test('the first rule that fits decides, else the sampler that was there', () => {
  const rules = [rule(1, { path: '/assets/a*' }), rule(0, { path: '/assets/*' })];
  const sampler = new RuleSampler(rules, new AlwaysOffSampler());
  assert.equal(sampled(sampler, request), true);
  assert.equal(sampled(sampler, { 'url.path': '/assets/b' }), false);
  assert.equal(sampled(sampler, { 'url.path': '/' }), false);
});

test('a share is decided by the trace id, as the ratio samplers do', () => {
  const share = (value: number) => new RuleSampler([rule(value)], new AlwaysOffSampler());
  const folded = (0x0af76519 ^ 0x16cd43dd ^ 0x8448eb21 ^ 0x1c80319c) >>> 0;
  assert.equal(sampled(share(folded / 2 ** 32 + 0.01), {}), true);
  assert.equal(sampled(share(folded / 2 ** 32 - 0.01), {}), false);
});

test('below a local parent its decision holds, whatever rules and sampler say', () => {
  for (const traceFlags of [0, 1]) {
    for (const share of [0, 1]) {
      const sampler = new RuleSampler([rule(share)], new AlwaysOnSampler());
      assert.equal(sampled(sampler, {}, { parent: { traceFlags } }), traceFlags === 1);
    }
  }
});

test('below a remote parent a rule can drop, and nothing else', () => {
  const base = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  const parent = { isRemote: true };
  assert.equal(sampled(new RuleSampler([rule(0)], base), {}, { parent }), false);
  assert.equal(sampled(new RuleSampler([rule(0.0001)], base), {}, { parent }), true);
  const dropped = { isRemote: true, traceFlags: 0 };
  assert.equal(sampled(new RuleSampler([rule(1)], base), {}, { parent: dropped }), false);
});
