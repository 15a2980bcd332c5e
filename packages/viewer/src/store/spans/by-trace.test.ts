import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordsOf, spansByTrace, TraceNumbers } from './by-trace.ts';

test('gives the spans of each trace in their order', () => {
  const byTrace = spansByTrace(Uint32Array.of(2, 0, 2, 1, 0, 2), 4);
  const all = [0, 1, 2, 3, 4].map((trace) => [...recordsOf(byTrace, trace)]);
  assert.deepEqual(all, [[1, 4], [3], [0, 2, 5], [], []]);
  assert.deepEqual([...recordsOf(spansByTrace(new Uint32Array(), 0), 0)], []);
});

test('finds the number of each trace, and of no other, however alike the ids are', () => {
  const ids = Buffer.alloc(16 * 3000);
  for (let number = 0; number < 3000; number++) {
    ids.writeUInt32BE(number, number * 16);
    ids.writeUInt32BE(number % 7, number * 16 + 12);
  }
  const numbers = new TraceNumbers(ids);
  for (let number = 0; number < 3000; number++) {
    assert.equal(numbers.find(ids.subarray(number * 16, number * 16 + 16)), number);
  }
  assert.equal(numbers.find(Buffer.alloc(16, 1)), -1);
  assert.equal(new TraceNumbers(Buffer.alloc(0)).find(Buffer.alloc(16)), -1);
});
