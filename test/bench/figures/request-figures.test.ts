import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './request-figures.ts';

test('99 of 100 values are below the percentile', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  assert.equal(percentile(values, 0.99), 199);
  assert.equal(percentile(values, 0.5), 101);
  assert.equal(percentile([7], 0.99), 7);
});
