import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor } from '@waymark/redaction';
import { growthOfHostile } from './timing.ts';

const LIMIT = 2.5;
/** Nanoseconds a byte that no text may take: a hundred times what a clean line does, on a machine that is busy. */
const COSTLIEST = 1000;

test('twice as long a text takes at most 2.5 times as long, whatever is in it', () => {
  const redactor = new Redactor({ detectors: ['email', 'phone', 'ip', 'national-id'] });
  for (const { name, growth, cost } of growthOfHostile(redactor, 8192, LIMIT)) {
    assert.ok(growth <= LIMIT, `${name}: ${growth.toFixed(2)} times as long`);
    assert.ok(cost <= COSTLIEST, `${name}: ${cost.toFixed(0)} ns a byte`);
  }
});
