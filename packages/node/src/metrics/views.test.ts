import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ViewConfig } from '../config/metrics-config.ts';
import { viewOptions } from './views.ts';

/** What one histogram of three measurements becomes under `views`. */
async function collected(...views: ViewConfig[]) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
  const provider = new MeterProvider({ readers: [reader], views: views.map(viewOptions) });
  const histogram = provider.getMeter('m').createHistogram('h');
  for (const value of [1, 10, 100])
    histogram.record(value, { 'http.route': '/', 'http.method': 'GET', x: value });
  await provider.forceFlush();
  const metrics = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  await provider.shutdown();
  return metrics;
}

test('a view renames, aggregates and keeps attributes', async () => {
  const [metric] = await collected({
    instrumentName: 'h',
    instrumentType: 'histogram',
    name: 'renamed',
    description: 'd',
    aggregation: { type: 'explicit_bucket_histogram', boundaries: [5, 50] },
    attributeKeys: { included: ['http.*', 'y'], excluded: ['http.?ethod'] },
  });
  assert.deepEqual([metric?.descriptor.name, metric?.descriptor.description], ['renamed', 'd']);
  const [point] = metric!.dataPoints;
  assert.deepEqual(point!.attributes, { 'http.route': '/' });
  assert.deepEqual((point!.value as { buckets: object }).buckets, { boundaries: [5, 50], counts: [1, 1, 1] });
});

test('a view drops, and one of another kind changes nothing', async () => {
  assert.deepEqual(await collected({ instrumentName: '*', aggregation: { type: 'drop' } }), []);
  const [metric] = await collected({ instrumentType: 'counter', aggregation: { type: 'drop' } });
  assert.equal(metric?.dataPoints.length, 3);
});

test('each aggregation is one of the SDK', async () => {
  for (const type of ['default', 'sum', 'last_value', 'base2_exponential_bucket_histogram'] as const) {
    assert.equal((await collected({ instrumentName: 'h', aggregation: { type } })).length, 1, type);
  }
});
