import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { PeriodicReader } from './periodic-reader.ts';

const resource = resourceFromAttributes({ 'service.name': 'test' });

/** A reader whose preparing takes until `finish` or `fail`, and what was handed over: the names of metrics. */
function slowReader() {
  const delivered: string[] = [];
  const namesOf = ({ scopeMetrics }: ResourceMetrics) =>
    scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name)).join();
  let finish = () => {};
  let fail = () => {};
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = () => reject(new Error('cannot be encoded'));
  });
  const reader = new PeriodicReader({
    intervalMillis: 1e6,
    timeoutMillis: 1000,
    alsoCollect: () => [],
    onCollect() {},
    isWanted: () => true,
    deliver: (metrics) => void delivered.push(`at once: ${namesOf(metrics)}`),
    prepare: async (metrics) => {
      await finished;
      return () => void delivered.push(`prepared: ${namesOf(metrics)}`);
    },
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  provider.getMeter('test').createCounter('sold').add(1);
  return { reader, provider, delivered, finish, fail };
}

test('a flush waits for what is being prepared', async () => {
  const { provider, delivered, finish } = slowReader();
  const flushed = provider.forceFlush();
  setTimeout(finish, 20);
  await flushed;
  assert.deepEqual(delivered, ['prepared: sold']);
});

test('an end hands over at once what is being prepared, and nothing twice', async () => {
  const { reader, provider, delivered, finish } = slowReader();
  const flushed = provider.forceFlush();
  await new Promise((resolve) => setTimeout(resolve, 20));
  reader.cut(provider, resource);
  assert.deepEqual(delivered, ['at once: sold', 'at once: sold']);
  finish();
  await flushed;
  assert.equal(delivered.length, 2);
});

test('what could not be prepared is left out at the end, which delivers the rest', async () => {
  const { reader, provider, delivered, fail } = slowReader();
  const flushed = provider.forceFlush();
  setTimeout(fail, 20);
  await flushed;
  reader.cut(provider, resource);
  assert.deepEqual(delivered, ['at once: sold']);
});
