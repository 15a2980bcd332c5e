import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ROOT_CONTEXT,
  type Sampler,
  SamplingDecision,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { recordingRoots } from './root-recorder.ts';
import { AlwaysOffSampler, AlwaysOnSampler, type IdSampler } from './samplers.ts';

const { NOT_RECORD, RECORD, RECORD_AND_SAMPLED } = SamplingDecision;
const ids = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.NONE,
};
const parents = {
  nothing: [undefined, RECORD],
  "another process's span": [{ ...ids, isRemote: true }, RECORD],
  'a span of this process': [ids, NOT_RECORD],
} as const;
const asked = (base: Sampler): Sampler => ({ shouldSample: (...of) => base.shouldSample(...of) });

for (const [name, [parent, expected]] of Object.entries(parents)) {
  test(`what is dropped below ${name} is ${expected === RECORD ? 'recorded' : 'dropped'}`, () => {
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
    const decide = (sampler: Sampler) =>
      sampler.shouldSample(context, ids.traceId, 'GET', SpanKind.SERVER, {}, []).decision;
    const byIds = recordingRoots(new AlwaysOffSampler()) as IdSampler;
    assert.equal(byIds.decide(parent, ids.traceId, context), expected);
    assert.equal(decide(byIds), expected);
    const byAttributes = recordingRoots(asked(new AlwaysOffSampler()));
    assert.equal('decide' in byAttributes, false);
    assert.equal(decide(byAttributes), expected);
  });
}

test('what is sampled stays so, with what the sampler says beside it', () => {
  const on = recordingRoots(new AlwaysOnSampler()) as IdSampler;
  assert.equal(on.decide(undefined, ids.traceId, ROOT_CONTEXT), RECORD_AND_SAMPLED);
  const attributes = { 'sampling.rule': 'none' };
  const dropping = recordingRoots({ shouldSample: () => ({ decision: NOT_RECORD, attributes }) });
  assert.deepEqual(dropping.shouldSample(ROOT_CONTEXT, ids.traceId, 'GET', SpanKind.SERVER, {}, []), {
    decision: RECORD,
    attributes,
  });
});
