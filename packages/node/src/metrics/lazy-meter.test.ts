import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BatchObservableCallback, ObservableCallback } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { LazyMeterProvider } from './lazy-meter-provider.ts';

class Reader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

function lazyProvider() {
  const reader = new Reader();
  const seen = { loads: 0, measured: 0, made: 0, asked: 0 };
  const provider = new LazyMeterProvider({
    load() {
      seen.loads++;
      return new MeterProvider({ readers: [reader] });
    },
    onFailed: (error) => assert.fail(String(error)),
    onMeasured: () => seen.measured++,
    onMade: () => seen.made++,
    onAsked: () => seen.asked++,
  });
  /** Values by name of the metric; a histogram by its sum. */
  const values = async () => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    return Object.fromEntries(
      metrics.map(({ descriptor, dataPoints }) => {
        const { value } = dataPoints[0]!;
        return [descriptor.name, typeof value === 'number' ? value : value.sum];
      }),
    );
  };
  return { provider, seen, values, meter: provider.getMeter('test', '1') };
}

describe('instruments', () => {
  it('load the SDK with the first measurement, once', async () => {
    const { meter, seen, values } = lazyProvider();
    const made = {
      counter: meter.createCounter('counter'),
      upDown: meter.createUpDownCounter('upDown'),
      histogram: meter.createHistogram('histogram'),
      gauge: meter.createGauge('gauge'),
    };
    assert.deepEqual(seen, { loads: 0, measured: 0, made: 4, asked: 0 });
    made.counter.add(1);
    made.counter.add(2);
    made.upDown.add(-1);
    made.histogram.record(5);
    made.gauge.record(7);
    assert.deepEqual(seen, { loads: 1, measured: 5, made: 4, asked: 0 });
    assert.deepEqual(await values(), { counter: 3, upDown: -1, histogram: 5, gauge: 7 });
  });

  it('are asked for their value once the SDK is there, unless the callback was removed', async () => {
    const { meter, provider, seen, values } = lazyProvider();
    const observe =
      (value: number): ObservableCallback =>
      (result) =>
        result.observe(value);
    const removed = observe(9);
    meter.createObservableCounter('counter').addCallback(observe(1));
    meter.createObservableUpDownCounter('upDown').addCallback(observe(-2));
    const gauge = meter.createObservableGauge('gauge');
    gauge.addCallback(removed);
    gauge.removeCallback(removed);
    assert.deepEqual([seen.loads, seen.made, seen.asked > 0], [0, 0, true]);
    provider.load();
    assert.deepEqual(await values(), { counter: 1, upDown: -2 });
  });

  it('are observed together by a batch callback, until it is removed', async () => {
    const { meter, provider, values } = lazyProvider();
    const used = meter.createObservableGauge('used');
    const free = meter.createObservableGauge('free');
    const callback: BatchObservableCallback = (result) => {
      result.observe(used, 3);
      result.observe(free, 4);
    };
    meter.addBatchObservableCallback(callback, [used, free]);
    provider.load();
    assert.deepEqual(await values(), { used: 3, free: 4 });
    let asked = 0;
    const counting: BatchObservableCallback = () => {
      asked++;
    };
    meter.addBatchObservableCallback(counting, [used]);
    await values();
    meter.removeBatchObservableCallback(counting, [used]);
    await values();
    assert.equal(asked, 1);
  });

  it('that are asked for wrongly end nothing when the SDK loads', async () => {
    const { meter, provider, values } = lazyProvider();
    meter.addBatchObservableCallback(() => {}, undefined as never);
    meter.createObservableGauge('gauge').addCallback((result) => result.observe(1));
    provider.load();
    assert.deepEqual(await values(), { gauge: 1 });
  });

  it('are at once those of the SDK when it is there', async () => {
    const { meter, provider, seen, values } = lazyProvider();
    provider.load();
    meter.createCounter('late').add(1);
    meter.createObservableGauge('gauge').addCallback((result) => result.observe(2));
    assert.deepEqual([seen.loads, seen.asked], [1, 0]);
    assert.deepEqual(await values(), { late: 1, gauge: 2 });
  });
});

it('where the SDK cannot be loaded, one who measures does not notice', () => {
  const failures: unknown[] = [];
  const provider = new LazyMeterProvider({
    load: () => {
      throw new Error('gone');
    },
    onFailed: (error) => failures.push(error),
    onMeasured() {},
    onMade() {},
    onAsked() {},
  });
  const counter = provider.getMeter('test').createCounter('counter');
  counter.add(1);
  counter.add(1);
  assert.deepEqual(failures.map(String), ['Error: gone']);
});

it('what the runtime measures in the background is nothing to deliver at the end', () => {
  const { provider, seen } = lazyProvider();
  provider.getMeter('@opentelemetry/instrumentation-runtime-node').createHistogram('gc').record(1);
  assert.deepEqual([seen.loads, seen.measured, seen.made], [1, 0, 0]);
});
