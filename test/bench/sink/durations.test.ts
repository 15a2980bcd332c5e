import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRequest } from '@waymark/testing';
import { readDurations } from './durations.ts';

const port = (value: number) => ({ key: 'server.port', value: { intValue: value } });
const method = { key: 'http.request.method', value: { stringValue: 'GET' } };
const histogram = (name: string, ...dataPoints: object[]) => ({
  name,
  histogram: { aggregationTemporality: 2, dataPoints },
});

test('the counts of both histograms of durations are read by attribute set, other metrics are passed over', () => {
  const request = encodeRequest('metrics', {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              { name: 'nodejs.eventloop.utilization', gauge: { dataPoints: [{ asDouble: 0.5 }] } },
              histogram('v8js.gc.duration', { count: 3n, attributes: [] }),
              histogram('http.server.request.duration', { count: 70_000n, attributes: [method] }),
            ],
          },
          {
            metrics: [
              histogram(
                'http.client.request.duration',
                { count: 5n, attributes: [method, port(8080)] },
                { count: 2n, attributes: [method, port(4318)] },
              ),
            ],
          },
        ],
      },
    ],
  });
  const found = readDurations(request);
  assert.deepEqual(
    found.map(({ metric, port, count }) => [metric, port, count]),
    [
      ['http.server.request.duration', undefined, 70_000],
      ['http.client.request.duration', 8080, 5],
      ['http.client.request.duration', 4318, 2],
    ],
  );
  assert.equal(new Set(found.map(({ key }) => key)).size, 3);
});
