import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchOut, nodeHttp } from '../scenarios/requests.ts';
import { FULL, scaled } from './requests.ts';

test('what takes long is measured with fewer requests and rounds', () => {
  assert.deepEqual(scaled(FULL, nodeHttp), FULL);
  assert.deepEqual(scaled(FULL, fetchOut), { ...FULL, rounds: 10, blockRequests: 400 });
  assert.equal(scaled({ ...FULL, rounds: 1 }, fetchOut).rounds, 1);
});
