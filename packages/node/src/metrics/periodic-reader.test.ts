import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { PeriodicReader } from './periodic-reader.ts';

const resource = resourceFromAttributes({ 'service.name': 'test' });

/**
 * A reader whose preparing takes until `finish` or `fail`, and what was handed over: the names of metrics. It throws at the
 * next ones after `refuse`.
 */
function slowReader() {
  const delivered: string[] = [];
  const namesOf = ({ scopeMetrics }: ResourceMetrics) =>
    scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name)).join();
  let refused = 0;
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
    deliver(metrics) {
      if (refused-- > 0) throw new Error('cannot be encoded');
      delivered.push(`at once: ${namesOf(metrics)}`);
    },
    prepare: async (metrics) => {
      await finished;
      return () => void delivered.push(`prepared: ${namesOf(metrics)}`);
    },
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  provider.getMeter('test').createCounter('sold').add(1);
  const refuse = (count: number) => {
    refused = count;
  };
  return { reader, provider, delivered, finish, fail, refuse };
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

test('what cannot be handed over at the end is left out, and keeps nothing else from being delivered', async () => {
  const { reader, provider, delivered, finish, refuse } = slowReader();
  const flushes = [provider.forceFlush()];
  await new Promise((resolve) => setTimeout(resolve, 20));
  flushes.push(provider.forceFlush());
  await new Promise((resolve) => setTimeout(resolve, 20));
  refuse(1);
  reader.cut(provider, resource);
  assert.deepEqual(delivered, ['at once: sold', 'at once: sold']);
  reader.cut(provider, resource);
  assert.equal(delivered.length, 3);
  finish();
  await Promise.all(flushes);
  assert.equal(delivered.length, 3);
});
