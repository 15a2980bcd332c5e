import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingResource } from './growing-resource.ts';

test('it is complete before and after it grows, and is another object then', () => {
  const resource = new GrowingResource({ 'host.name': 'a', team: 'b' }, new Set(['team']));
  const before = resource.attributes;
  assert.equal(resource.attributes, before);
  resource.grow({ 'host.name': 'i-1', 'cloud.region': 'x', team: 'c' });
  assert.equal(resource.asyncAttributesPending, false);
  assert.deepEqual(before, { 'host.name': 'a', team: 'b' });
  assert.deepEqual(resource.attributes, { 'host.name': 'i-1', 'cloud.region': 'x', team: 'b' });
});
