/** log4js prints the lines of a cluster's workers in the primary process: their ids are those of the worker, and so is their record. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';
import { ensureLoggers } from './packages.mjs';

ensureLoggers();

test("a worker's line has one record, and the ids of its request where it is printed", async () => {
  await using sink = await startOtlpServer();
  const { code, stdout, stderr } = await runNode(join(import.meta.dirname, 'newest/cluster.cjs'), {
    register: 'require',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none' },
  });
  assert.equal(code, 0, stderr);
  const spans = await sink.waitForSpans(2);
  const server = spans.find(({ kind }) => kind === 'SERVER');
  const [primary, worker] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual([primary.message, primary.trace_id], ['from the primary', undefined]);
  assert.deepEqual([worker.message, worker.span_id], ['from a worker', server?.spanId]);
  const told = sink.logs.map(({ body, spanId }) => [body, spanId ?? '']).sort();
  assert.deepEqual(told, [
    ['from a worker', server?.spanId],
    ['from the primary', ''],
  ]);
});
