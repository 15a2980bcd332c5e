import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOGS, TRACES, toProtobuf } from '@waymark/otlp';
import { openBlockStore } from './block-store.ts';
import { RandomLogs } from './logs/fixtures/random-logs.ts';
import { NaiveStore } from './oracle/naive-store.ts';
import { spanId, traceId } from './oracle/samples.ts';
import { RandomSpans } from './spans/fixtures/random-spans.ts';

test('answers over spans and log records together as arrays do', async () => {
  const [spans, logs] = [new RandomSpans(11), new RandomLogs(12)];
  const naive = new NaiveStore();
  const store = await openBlockStore();
  for (let round = 0; round < 12; round++) {
    const [spanRequest, logRequest] = [spans.request(), logs.request()];
    naive.takeTraces(spanRequest);
    naive.takeLogs(logRequest);
    await store.take('traces', toProtobuf(TRACES, spanRequest));
    await store.take('logs', toProtobuf(LOGS, logRequest));
  }
  const numbers = Array.from({ length: 60 }, (_, number) => number);
  const ids = [
    ...numbers.map(traceId),
    ...numbers.map(spanId),
    'r-1',
    ' r-2 ',
    'none',
    '',
    traceId(1).toUpperCase(),
  ];
  for (const id of ids) assert.deepEqual(await store.find(id), await naive.find(id), id);
  for (const signal of [undefined, 'traces', 'logs'] as const) {
    assert.deepEqual(await store.services(signal), await naive.services(signal));
  }
  const keys = await naive.attributeKeys('', 1000);
  assert.deepEqual(await store.attributeKeys('', 1000), keys);
  assert.deepEqual(await store.attributeKeys('M', 2), await naive.attributeKeys('M', 2));
  for (const key of keys) {
    assert.deepEqual(
      await store.attributeValues(key, '', 1000),
      await naive.attributeValues(key, '', 1000),
      key,
    );
    assert.deepEqual(await store.attributeValues(key, 'g', 2), await naive.attributeValues(key, 'g', 2), key);
  }
  const { bytes, version, ...counts } = store.status();
  const { bytes: naiveBytes, version: naiveVersion, ...naiveCounts } = naive.status();
  assert.deepEqual(counts, naiveCounts);
  assert.ok(bytes > 0 && version > 0 && naiveBytes >= 0 && naiveVersion > 0);
  await store.close();
});
