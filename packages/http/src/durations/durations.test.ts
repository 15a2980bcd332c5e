import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Span, trace } from '@opentelemetry/api';
import type { HistogramMetricData } from '@opentelemetry/sdk-metrics';
import { clock } from '@waymark/tracing';
import { CARDINALITY_LIMIT } from './duration-histogram.ts';
import type { DurationPoint } from './duration-reader.ts';
import { HttpDurations } from './http-durations.ts';
import type { DurationFacts } from './measurement.ts';
import type { ExemplarFilter } from './series.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const scope = { name: 'test' };
const spanOf = (spanId: string, traceFlags: number): Span =>
  trace.wrapSpanContext({ traceId: TRACE_ID, spanId, traceFlags });
const sampled = spanOf('00f067aa0ba902b7', 1);
const notSampled = spanOf('00f067aa0ba902b8', 0);
const noSpan = trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 });

const get = (route?: string, statusCode = 200): DurationFacts => ({
  method: 'GET',
  scheme: 'http',
  protocolVersion: '1.1',
  statusCode,
  errorType: undefined,
  route,
  address: undefined,
  port: undefined,
});

function durations(filter: ExemplarFilter = 'trace_based', onChange?: () => void) {
  const all = new HttpDurations(filter, onChange);
  const read = (temporality: 'delta' | 'cumulative') => {
    const collect = all.reader(temporality, scope);
    return () => {
      const metrics = collect().flatMap(({ metrics }) => metrics as HistogramMetricData[]);
      return metrics.flatMap(({ dataPoints }) => dataPoints as DurationPoint[]);
    };
  };
  return { record: all.server.record.bind(all.server), read };
}

const counted = (points: DurationPoint[]) =>
  points.map(({ attributes, value }) => [attributes['http.route'], value.count, value.sum]);

describe('durations of requests', () => {
  it('fall into the bucket whose boundary they do not exceed', () => {
    const { record, read } = durations();
    const collect = read('cumulative');
    for (const seconds of [0, 0.005, 0.0051, 10, 11]) record(get(), seconds, sampled);
    const [{ value }] = collect() as [DurationPoint];
    assert.deepEqual(value.buckets.counts, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    assert.deepEqual([value.count, value.min, value.max], [5, 0, 11]);
  });

  it('have the attributes that are known, and a data point for each set of them', () => {
    const { record, read } = durations();
    const collect = read('cumulative');
    record(get('/a'), 1, sampled);
    record({ ...get('/a', 503), errorType: '503' }, 1, sampled);
    record(get(), 1, sampled);
    const known = { 'http.request.method': 'GET', 'url.scheme': 'http', 'network.protocol.version': '1.1' };
    assert.deepEqual(
      collect().map(({ attributes }) => attributes),
      [
        { ...known, 'http.response.status_code': 200, 'http.route': '/a' },
        { ...known, 'http.response.status_code': 503, 'error.type': '503', 'http.route': '/a' },
        { ...known, 'http.response.status_code': 200 },
      ],
    );
  });

  it('add up for a cumulative reader, from one start', () => {
    const { record, read } = durations();
    const collect = read('cumulative');
    record(get('/a'), 1, sampled);
    const [first] = collect();
    record(get('/a'), 2, sampled);
    const [second] = collect();
    assert.deepEqual(counted([first!, second!]), [
      ['/a', 1, 1],
      ['/a', 2, 3],
    ]);
    assert.deepEqual([second!.value.min, second!.value.max], [1, 2]);
    assert.deepEqual(second!.startTime, first!.startTime);
  });

  it('start over for a delta reader, where the last point ended', () => {
    const { record, read } = durations();
    const collect = read('delta');
    record(get('/a'), 1, sampled);
    const [first] = collect();
    assert.deepEqual(collect(), []);
    record(get('/a'), 2, sampled);
    const [second] = collect();
    assert.deepEqual(counted([second!]), [['/a', 1, 2]]);
    assert.deepEqual([second!.value.min, second!.value.max], [2, 2]);
    assert.ok(
      second!.startTime[0] + second!.startTime[1] / 1e9 >= first!.endTime[0] + first!.endTime[1] / 1e9,
    );
  });

  it('are of the time since the histogram began, also where a delta reader comes later', () => {
    const { record, read } = durations();
    record(get('/a'), 1, sampled);
    const measuredBy = clock.now();
    const [{ startTime }] = read('delta')() as [DurationPoint];
    assert.ok(startTime[0] * 1000 + startTime[1] / 1e6 <= measuredBy);
  });

  it('reach every reader, whoever asks first', () => {
    const { record, read } = durations();
    const [delta, cumulative] = [read('delta'), read('cumulative')];
    record(get('/a'), 1, sampled);
    assert.deepEqual(counted(delta()), [['/a', 1, 1]]);
    record(get('/a'), 2, sampled);
    assert.deepEqual(counted(cumulative()), [['/a', 2, 3]]);
    assert.deepEqual(counted(delta()), [['/a', 1, 2]]);
  });

  it('are told of once, until they are taken', () => {
    let told = 0;
    const { record, read } = durations('always_off', () => told++);
    const collect = read('cumulative');
    for (let i = 0; i < 3; i++) record(get(), 1, sampled);
    assert.equal(told, 1);
    collect();
    record(get(), 1, sampled);
    assert.equal(told, 2);
  });

  it('beyond the limit of attribute sets are counted together', () => {
    const { record, read } = durations();
    const collect = read('cumulative');
    for (let i = 0; i < CARDINALITY_LIMIT + 10; i++) record(get(`/${i}`), 1, sampled);
    const points = collect();
    assert.equal(points.length, CARDINALITY_LIMIT);
    assert.deepEqual(points.at(-1)!.attributes, { 'otel.metric.overflow': true });
    assert.equal(points.at(-1)!.value.count, 11);
    record(get('/0'), 1, sampled);
    assert.equal(collect()[0]!.value.count, 2);
  });

  it('leave room for new attribute sets after each delta', () => {
    const { record, read } = durations();
    const collect = read('delta');
    for (let i = 0; i < CARDINALITY_LIMIT + 10; i++) record(get(`/${i}`), 1, sampled);
    collect();
    record(get('/new'), 1, sampled);
    assert.deepEqual(counted(collect()), [['/new', 1, 1]]);
  });
});

describe('exemplars', () => {
  const exemplarsWith = (filter: ExemplarFilter, ...spans: Span[]) => {
    const { record, read } = durations(filter);
    const collect = read('cumulative');
    for (const [index, span] of spans.entries()) record(get(), 3 * index + 0.5, span);
    return collect()[0]!.exemplars.map(({ value, spanId }) => [value, spanId]);
  };

  it('are of sampled spans when trace_based, of all requests when always_on', () => {
    assert.deepEqual(exemplarsWith('trace_based', sampled, notSampled, noSpan), [[0.5, '00f067aa0ba902b7']]);
    assert.deepEqual(exemplarsWith('always_on', sampled, notSampled, noSpan), [
      [0.5, '00f067aa0ba902b7'],
      [3.5, '00f067aa0ba902b8'],
      [6.5, undefined],
    ]);
    assert.deepEqual(exemplarsWith('always_off', sampled, notSampled), []);
  });

  it('are one a bucket, any of its measurements, and only once reported', () => {
    const { record, read } = durations();
    const collect = read('cumulative');
    const seen = new Set<number>();
    for (let round = 0; round < 200; round++) {
      for (const seconds of [1.1, 1.2, 1.3]) record(get(), seconds, sampled);
      const { exemplars } = collect()[0]!;
      assert.equal(exemplars.length, 1);
      seen.add(exemplars[0]!.value);
    }
    assert.deepEqual([...seen].sort(), [1.1, 1.2, 1.3]);
    assert.deepEqual(collect()[0]!.exemplars, []);
  });

  it('carry the trace, the span and the time', () => {
    const { record, read } = durations();
    const collect = read('delta');
    const before = clock.now();
    record(get(), 0.2, sampled);
    const [{ traceId, spanId, value, time }] = collect()[0]!.exemplars as [
      DurationPoint['exemplars'][number],
    ];
    assert.deepEqual([traceId, spanId, value], [TRACE_ID, '00f067aa0ba902b7', 0.2]);
    const millis = time[0] * 1000 + time[1] / 1e6;
    assert.ok(millis >= before - 1 && millis <= clock.now() + 1);
  });
});
