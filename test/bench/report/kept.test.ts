import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNotKept } from './kept.ts';

test('what was measured as usual is kept, whatever is there', () => {
  assert.equal(whyNotKept({ rounds: 15, usual: 15, there: 30 }), undefined);
  assert.equal(whyNotKept({ rounds: 15, usual: 15, there: undefined }), undefined);
});

test('fewer rounds do not take the place of more', () => {
  assert.match(whyNotKept({ rounds: 2, usual: 15, there: 15 })!, /15 rounds/);
  assert.match(whyNotKept({ rounds: 2, usual: 15, there: 3 })!, /3 rounds/);
  assert.equal(whyNotKept({ rounds: 5, usual: 15, there: 5 }), undefined);
  assert.equal(whyNotKept({ rounds: 5, usual: 15, there: undefined }), undefined);
});

test('neither a look nor another build is kept', () => {
  const measured = { rounds: 15, usual: 15, there: undefined };
  assert.match(whyNotKept({ ...measured, isLook: true })!, /a look/);
  assert.match(whyNotKept({ ...measured, isOtherBuild: true })!, /another build/);
});
