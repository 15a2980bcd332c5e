import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyResource } from '@opentelemetry/resources';
import type { DeliveryQueue } from '@waymark/delivery';
import { HttpDurations } from '@waymark/http';
import { configFromEnv } from '../config/config.ts';
import { MetricsSdk } from './sdk.ts';

test('what was measured is queued with the count of its points, and where there is none nothing is', async () => {
  const added: { records: number; isEmpty: boolean }[] = [];
  const queue = {
    off: false,
    add: ({ body, records }: { body: Buffer; records: number }) =>
      added.push({ records, isEmpty: body.length === 0 }),
  };
  const sdk = new MetricsSdk({
    config: configFromEnv({}).config.metrics,
    resource: emptyResource(),
    durations: new HttpDurations('always_off'),
    queue: () => queue as unknown as DeliveryQueue,
    onCollect() {},
    report() {},
  });
  await sdk.collect();
  sdk.cut();
  assert.deepEqual(added, []);
  const sold = sdk.provider.getMeter('test').createCounter('sold');
  sold.add(1, { what: 'tea' });
  sold.add(1, { what: 'salt' });
  await sdk.collect();
  sdk.cut();
  assert.deepEqual(added, [
    { records: 2, isEmpty: false },
    { records: 2, isEmpty: false },
  ]);
  await sdk.shutdown();
});
