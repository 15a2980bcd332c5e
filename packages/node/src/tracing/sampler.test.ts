import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownSampler } from './sampler.ts';

test('each name is its sampler, and who decides with a parent is said for each kind of parent', () => {
  assert.equal(`${ownSampler({ name: 'traceidratio', ratio: 0.5 })}`, 'TraceIdRatioBased{0.5}');
  const sampler = ownSampler({
    name: 'parentbased_traceidratio',
    ratio: 0.25,
    withParent: {
      remoteParentSampled: { name: 'always_off', ratio: 1 },
      localParentNotSampled: { name: 'traceidratio', ratio: 0.5 },
    },
  });
  assert.equal(
    `${sampler}`,
    'ParentBased{root=TraceIdRatioBased{0.25}, remoteParentSampled=AlwaysOffSampler, remoteParentNotSampled=AlwaysOffSampler, localParentSampled=AlwaysOnSampler, localParentNotSampled=TraceIdRatioBased{0.5}}',
  );
});
