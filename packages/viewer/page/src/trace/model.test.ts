import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelOf, serviceShares, titleRow } from './model.ts';
import { rowOf, sampleTrace } from './sample-trace.ts';

const skewed = sampleTrace([
  { id: 'client', service: 'web', kind: 'client', start: 1000, end: 1100 },
  { id: 'server', service: 'api', kind: 'server', parent: 'client', error: true, start: 500, end: 560 },
]);

test('a trace with wrong clocks starts with its first span after the correction', () => {
  const { trace, skew } = modelOf(skewed, { correctClocks: true });
  assert.equal(trace.start[rowOf(trace, 'client')], 0);
  assert.equal(trace.start[rowOf(trace, 'server')], 20);
  assert.equal(trace.end, 100);
  assert.equal(trace.startUnixNano - skewed.startUnixNano, 1000n);
  assert.equal(skew?.spans, 1);
});

test('as sent, the times stay, and the correction is known', () => {
  const { trace, skew } = modelOf(skewed, { correctClocks: false });
  assert.equal(trace.start[rowOf(trace, 'server')], 500);
  assert.equal(skew?.spans, 1);
});

test('services are told by how long they were waited for', () => {
  const model = modelOf(skewed, { correctClocks: true });
  assert.deepEqual(
    serviceShares(model).map((share) => [model.trace.services[share.service], share]),
    [
      ['api', { service: 0, spans: 1, errors: 1, onPath: 60 }],
      ['web', { service: 1, spans: 1, errors: 0, onPath: 40 }],
    ],
  );
  assert.equal(model.trace.spanId[titleRow(model)], 'client');
  assert.equal(titleRow(modelOf(sampleTrace([]), { correctClocks: true })), -1);
});
