import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HrTime, ValueType } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { encodeMetrics } from './encode-metrics.ts';
import type { Exemplar } from './exemplar.ts';
import { type Message, readMetrics, rewritten } from './oracle/otlp-messages.ts';
import { resource, SPAN_ID, scope, TRACE_ID } from './oracle/records.ts';

const START: HrTime = [1_700_000_000, 1];
const END: HrTime = [1_700_000_060, 2];

function histogram(exemplars?: readonly Exemplar[]): MetricData {
  const value = { count: 1, sum: 0.2, buckets: { boundaries: [0.1], counts: [0, 1] } };
  return {
    descriptor: { name: 'd', description: '', unit: 's', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.DELTA,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [{ startTime: START, endTime: END, attributes: {}, value, ...{ exemplars } }],
  };
}

function encodedPoint(metric: MetricData): Message {
  const body = encodeMetrics({ resource, scopeMetrics: [{ scope, metrics: [metric] }] });
  const [group] = readMetrics(body)['resourceMetrics'] as { scopeMetrics: { metrics: Message[] }[] }[];
  const { dataPoints } = group!.scopeMetrics[0]!.metrics[0]!['histogram'] as { dataPoints: Message[] };
  return dataPoints[0]!;
}

describe('encodeMetrics', () => {
  it('writes the exemplars of a data point, those without a span too', () => {
    const time: HrTime = [1_700_000_001, 5];
    const { exemplars } = encodedPoint(
      histogram([
        { value: 0.25, time, traceId: TRACE_ID, spanId: SPAN_ID, filteredAttributes: { user: 1 } },
        { value: 0.5, time },
      ]),
    );
    const timeUnixNano = 1_700_000_001_000_000_005n;
    const user = { key: 'user', value: { intValue: 1n } };
    assert.deepEqual(exemplars, [
      { filteredAttributes: [user], timeUnixNano, spanId: SPAN_ID, traceId: TRACE_ID, asDouble: 0.25 },
      { filteredAttributes: [], timeUnixNano, spanId: '', traceId: '', asDouble: 0.5 },
    ]);
  });

  it('makes no bytes where there is no data point', () => {
    const empty = { ...histogram(), dataPoints: [] } as MetricData;
    assert.equal(encodeMetrics({ resource, scopeMetrics: [] }).length, 0);
    assert.equal(encodeMetrics({ resource, scopeMetrics: [{ scope, metrics: [empty] }] }).length, 0);
  });

  it('has the shortest lengths, whatever surrounds them', () => {
    for (const units of [1, 60, 100, 127, 128, 300, 16_000, 16_384]) {
      const metric = histogram();
      Object.assign(metric.descriptor, { name: 'n'.repeat(units) });
      Object.assign(metric.dataPoints[0]!, { attributes: { text: 'x'.repeat(units) } });
      const bytes = encodeMetrics({ resource, scopeMetrics: [{ scope, metrics: [metric] }] });
      // Fields in another order, but as long; it leaves out zeros, which there are none of.
      assert.equal(bytes.length, rewritten('MetricsRequest', bytes).length, `${units} units`);
    }
  });
});
